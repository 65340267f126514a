"""The outbox screen: what this counter has done and the order server has not confirmed yet."""
