"""Pairing with an order server on the screen: the wizard, and the page that shows the connection."""
