"""Tests of bot.documents."""
