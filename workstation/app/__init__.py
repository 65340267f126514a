"""The composition root: the only place that knows everything. Opens stores, pairs servers, builds the window."""
