"""The sample pharmacy: an invented pharmacy with staff, patients, prescriptions, stock and drawn scans, and
the catalogue.

| to get | call |
|---|---|
| products, look-alike names | `catalogue.products()`, `catalogue.look_alikes()` |
| pharmacy, staff | `loading.sample_pharmacy(today)`, `loading.users(today)` |
| stock | `stock.stock_batches(today, seed)` |
| Bundles for an order server | `fhir_bundle.fhir_bundle(pharmacy, now, today)`, then `.arrivals(...)` |
| scans with truth | `scan_drawing.draw_scan(page, look, seed)`, `scan_pages.page_of(prescription, today)` |

`python -m workstation.adapters.samplepharmacy DIR` writes everything into a folder. The data stands in
`resources/demo` and `resources/catalogue`. Nothing is imported here, so that the catalogue loads without the
drawing.
"""
