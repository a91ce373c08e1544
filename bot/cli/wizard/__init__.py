"""`ribao init` on a terminal: questions, bots that are met live, and a settings file made of the answers."""
