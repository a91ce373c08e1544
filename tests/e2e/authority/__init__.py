"""Who may do what: every command by every kind of actor in every kind of chat, and what nobody may see."""
