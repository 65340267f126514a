"""The window around the screens: rail, top bar, status bar, banners, toasts, scans and keys."""
