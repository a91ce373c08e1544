"""A sentence that is said in English now, and perhaps in another language later."""

from typing import Self


class Sentence(str):
    """An English sentence that knows the message it was made of, and the values that stand in it as `{name}`.

    To whoever prints, compares or keeps it, it is its English text; `Catalogue.sentence` says it in another
    language. A value may be a sentence itself. `bot.locales.catalogues` finds the messages by this name.
    """

    __slots__ = ("message", "values")
    message: str
    values: dict[str, object]

    def __new__(cls, message: str, /, **values: object) -> Self:
        sentence = super().__new__(cls, message.format_map(values) if values else message)
        sentence.message, sentence.values = message, values
        return sentence
