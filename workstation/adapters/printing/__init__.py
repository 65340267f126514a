"""Labels on paper: words, fonts, layout, painting and PDF."""
