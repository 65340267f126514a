"""The hand-over screen: bags that wait, who collects, and the moment in which a bag leaves."""
