"""Texts that are no digests give few items or none, and a warning."""

import pytest

from bot.documents import read

README = """\
# parsekit

[![build](https://ci.example/badge.svg)](https://ci.example/parsekit)

A small library for reading configuration files.

## Installation

```sh
pip install parsekit
```

## Usage

Create a reader and call it:

```python
reader = Reader("settings.ini")
```

- It never raises on unknown keys.
- It keeps comments.
- It writes files back as they were.

## Contributing

Open an issue first, see the [guide](CONTRIBUTING.md). Tests run with `make test`.

## License

MIT
"""

NOVEL = """\
# 海边的灯

## 第一章

那年冬天，海风比往年都冷。老人坐在门口补网，谁也没有说话。

“你还要出海吗？”孩子问。

他摇了摇头，又点了点头。

## 第二章

春天来的时候，灯塔换了新的灯泡，光比从前白。船一条接一条地回来，唯独少了那一条。

他们等了三天。
"""

PLAIN_NOVEL = """\
海边的灯

那年冬天，海风比往年都冷。老人坐在门口补网，谁也没有说话。

“你还要出海吗？”孩子问。

他摇了摇头，又点了点头。

春天来的时候，灯塔换了新的灯泡，光比从前白。
"""

CODE = """\
# Reads settings.
import os

# The default place.
PATH = os.environ.get("SETTINGS", "settings.ini")


def main() -> None:
    # Print every key.
    for key in open(PATH):
        print(key * 2, key ** 3, f"{key}")


if __name__ == "__main__":
    main()
"""

LETTER = """\
租赁合同补充协议

甲方：青石物业有限公司
乙方：林某

双方于二〇二四年签订租赁合同，现就有关事项达成如下补充协议：

第一条 租金自下一季度起按季支付，乙方应在每季首月五日前付清。

第二条 甲方负责屋顶的维修，费用由甲方承担。

1. 维修期间乙方应予配合。
2. 工期超过三十日的，甲方减免当月租金。

甲方（盖章）：
乙方（签字）：
"""

JSON = '{"name": "parsekit", "files": ["a", "b"], "scripts": {"test": "run"}}\n'

MINUTES = """\
Hi all,

thanks for joining today. Some points:

* We keep the old logo.
* Anna writes to the printer.

Best,
Jo
"""


@pytest.mark.parametrize("text", [README, NOVEL, PLAIN_NOVEL, CODE, LETTER, JSON, MINUTES])
def test_no_items_but_a_warning(text: str) -> None:
    digest = read(text)
    assert digest.items == ()
    assert digest.warnings


def test_a_text_that_only_names_itself_a_digest_is_told_how_to_write_one() -> None:
    digest = read("# 科技日报 2025-01-02\n\n今天没有什么好写的。\n")
    assert digest.items == ()
    assert any("docs/documents.md" in warning.message for warning in digest.warnings)
    assert digest.intro == "今天没有什么好写的。"
