"""Telegram: digests in chats, groups and channels, and a bot to read and steer with."""

from handlers.telegram.create import TelegramPlatform, Webhook, create

__all__ = ["TelegramPlatform", "Webhook", "create"]
