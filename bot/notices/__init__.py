"""What operators are told unasked: at most one message a kind and hour, whoever restarts meanwhile."""
