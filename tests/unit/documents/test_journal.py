"""Plain-text journals of our own, each with something that the real one does not have."""

import datetime as dt
from itertools import permutations

import pytest

from bot.documents import read
from bot.models import Digest
from tests.unit.documents.shapes import item

Titles = dict[str, list[str]]

FRONT = """\
青松能源产业月刊(2025年6月)

导读

这一期我们走访了三座海上风场,也去看了一座刚刚改造完的老电厂。

文字编辑|周远山

"""

COMPANY = """\
公司新闻

蓝湾风电拿下北部海域二期项目

2025年6月3日,蓝湾风电宣布中标北部海域二期工程,总装机容量四十万千瓦。公司表示,首批机组将在明年春天完成吊装,并由本地船队负责运维。

该项目采用新的漂浮式基础,施工周期比一期缩短三个月。

老电厂改造,还能再跑二十年?

6月11日,临江电厂的改造机组重新并网。改造后的机组煤耗下降一成,同时增加了储热罐,可以在夜间为城区供暖。
"""

PRODUCT = """\
产品动态

充得快才是硬道理!

石桥科技发布家用储能柜

近日,石桥科技在新品会上发布了一款家用储能柜,体积与冰箱相当,支持与屋顶光伏直接连接。厂家称,整机质保十年,首批在东部五省发售。
"""

POLICY = """\
政策发布

分布式光伏管理细则公开征求意见

6月20日至22日,主管部门在三地召开座谈会,就分布式光伏管理细则征求意见。细则提出,新建厂房屋顶应预留安装条件,并网手续由线上统一办理。
"""

EVENTS = """\
会议活动

储能安全论坛七月在海州举行

2025年7月9日,储能安全论坛将在海州开幕。论坛设三个分会场,讨论电池回收、消防规范与保险产品,预计有六百人参加
"""

SECTIONS = {"公司新闻": COMPANY, "产品动态": PRODUCT, "政策发布": POLICY, "会议活动": EVENTS}
TITLES: Titles = {
    "公司新闻": ["蓝湾风电拿下北部海域二期项目", "老电厂改造,还能再跑二十年?"],
    "产品动态": ["充得快才是硬道理!"],
    "政策发布": ["分布式光伏管理细则公开征求意见"],
    "会议活动": ["储能安全论坛七月在海州举行"],
}


def journal(markers: str = "1234", order: tuple[str, ...] = tuple(SECTIONS), front: str = FRONT) -> str:
    """A journal of these sections, under these markers."""
    marks = markers.split() if " " in markers else list(markers)
    return front + "\n".join(f"{mark}\n\n{SECTIONS[name]}" for mark, name in zip(marks, order, strict=True))


def titles(digest: Digest) -> Titles:
    """The titles by section."""
    return {section.name: [item.title for item in section.items] for section in digest.sections}


def test_a_journal_is_read_whole() -> None:
    digest = read(journal())
    assert digest.kind == "monthly"
    assert digest.date == dt.date(2025, 6, 1)
    assert digest.title == "青松能源产业月刊(2025年6月)"
    assert digest.intro == "这一期我们走访了三座海上风场,也去看了一座刚刚改造完的老电厂。"
    assert digest.byline == "文字编辑|周远山"
    assert titles(digest) == TITLES
    assert digest.warnings == ()
    assert item(digest, "充得快才是硬道理!").subtitle == "石桥科技发布家用储能柜"
    assert item(digest, "蓝湾风电拿下北部海域二期项目").body.count("\n\n") == 1


def test_dates_come_from_the_first_paragraph_and_the_year_from_the_title() -> None:
    dates = [item.date for item in read(journal()).items]
    assert dates == [
        dt.date(2025, 6, 3),
        dt.date(2025, 6, 11),
        None,  # 近日
        dt.date(2025, 6, 20),  # the first day of a range
        dt.date(2025, 7, 9),  # an event to come
    ]


@pytest.mark.parametrize("order", list(permutations(SECTIONS))[1::5])
def test_the_order_of_sections_does_not_matter(order: tuple[str, ...]) -> None:
    digest = read(journal(order=order))
    assert titles(digest) == TITLES
    assert tuple(section.name for section in digest.sections) == order


@pytest.mark.parametrize(
    "markers",
    [
        "一二三四",
        "１２３４",
        "01 02 03 04",
        "1. 2. 3. 4.",
        "1、 2、 3、 4、",
        "（一） （二） （三） （四）",
        "①②③④",
        "Ⅰ Ⅱ Ⅲ Ⅳ",
        "第一部分 第二部分 第三部分 第四部分",
        "【1】 【2】 【3】 【4】",
    ],
)
def test_section_markers_of_many_kinds(markers: str) -> None:
    assert titles(read(journal(markers))) == TITLES


def test_a_marker_and_a_name_on_one_line() -> None:
    text = journal()
    for number, mark in enumerate("一二三四", 1):
        text = text.replace(f"\n{number}\n\n", f"\n{mark}、", 1)
    assert titles(read(text)) == TITLES


def test_missing_blank_lines() -> None:
    text = journal()
    assert titles(read(text.replace("\n\n", "\n"))) == TITLES
    headlines = text.replace("二期项目\n\n", "二期项目\n").replace("运维。\n\n", "运维。\n")
    assert titles(read(headlines)) == TITLES


def test_doubled_blank_lines_indentation_and_odd_spaces() -> None:
    text = journal().replace("\n\n", "\n \u3000\n\n").replace("近日,", "\u3000\u3000近日,\u00a0")
    assert titles(read(text)) == TITLES
    assert titles(read("\ufeff" + journal().replace("\n", "\r\n"))) == TITLES


def test_a_fifth_section_and_one_without_items() -> None:
    text = (
        journal()
        + "\n5\n\n人物访谈\n\n6\n\n数据说话\n\n一季度新增装机创同期新高\n\n"
        + "统计显示,一季度新增装机同比增长两成。" * 3
    )
    digest = read(text)
    assert titles(digest) == TITLES | {"数据说话": ["一季度新增装机创同期新高"]}
    (warning,) = digest.warnings
    assert "人物访谈" in warning.message
    assert text.split("\n")[warning.line - 1] == "5"


def test_a_section_without_items_at_the_end() -> None:
    digest = read(journal() + "\n5\n\n人物访谈\n")
    assert titles(digest) == TITLES
    assert [warning.message for warning in digest.warnings] == [
        "the section “人物访谈” has no items and is left out"
    ]


HEADLINES_THAT_END_LIKE_SENTENCES = """\
云帆航运观察月刊（2024年11月）

1

港口

北港的吊机为什么停了三天？

11月4日，北港集装箱码头的六台吊机同时停运。港方解释说，是为了给控制系统换上新的软件，三天后已经全部恢复。

夜航开放！小型货船也能进内河

自本月起，内河航道在夜间对小型货船开放，沿岸新装了四百盏航标灯！船东们终于不必在锚地过夜，一趟能省下将近十个小时

谁来为空箱买单?

空箱堆满了后方堆场，租金却没有下降。几家船公司正在商量把空箱统一调往南方港口，费用由各家按箱量分摊。

2

船舶

“北斗星”号首航，三大看点抢先看！

2024年12月2日，“北斗星”号将从东港出发，开始它的首次远航。船上装有风力助推装置，预计能省下一成燃料。
"""


def test_headlines_that_end_like_sentences_and_bodies_that_do_not() -> None:
    digest = read(HEADLINES_THAT_END_LIKE_SENTENCES)
    assert titles(digest) == {
        "港口": ["北港的吊机为什么停了三天？", "夜航开放！小型货船也能进内河", "谁来为空箱买单?"],
        "船舶": ["“北斗星”号首航，三大看点抢先看！"],
    }
    assert [item.subtitle for item in digest.items] == [None] * 4
    assert item(digest, "北港的吊机为什么停了三天？").date == dt.date(2024, 11, 4)
    assert item(digest, "夜航开放！小型货船也能进内河").body.endswith("将近十个小时")
    assert item(digest, "夜航开放！小型货船也能进内河").date is None


NEW_YEAR = """\
星图测绘月报 2025年1月

一

行业

年末最后一颗测绘卫星升空

12月30日，测绘卫星“远望”顺利入轨。它将与此前的两颗卫星组网，把重访周期缩短到两天，主要服务于农业和防灾。

新版地名库上线

1月6日，新版地名库正式上线。它收录了两百万条地名，并标注了读音，任何人都可以在线提出修改建议，编辑部每周审核一次。
"""


def test_a_month_and_day_belong_to_the_year_nearest_to_the_issue() -> None:
    assert [item.date for item in read(NEW_YEAR).items] == [dt.date(2024, 12, 30), dt.date(2025, 1, 6)]


PLAIN_DAILY = """\
城市日报 2025年9月3日

今天的消息不多，但件件和出门有关。

1

交通

三号线今晨恢复全线运营

经过两周的检修，地铁三号线今天早上五点半恢复全线运营。运营方提醒乘客，首末班车时间有调整，请以站内公告为准。

https://p.example/line3

跨江隧道夜间封闭

9月5日起，跨江隧道每晚十一点后封闭检修，为期一周。货车请绕行北桥，详情见https://p.example/tunnel。

2

天气

周末有雨

周六午后有阵雨，气温下降五度左右。周日转晴，适合出行，但早晚温差较大，请注意添衣，以免着凉。

—— 完 ——

编辑：王小舟
"""


def test_a_plain_daily_with_addresses() -> None:
    digest = read(PLAIN_DAILY)
    assert (digest.kind, digest.date, digest.byline) == ("daily", dt.date(2025, 9, 3), "编辑：王小舟")
    assert digest.intro == "今天的消息不多，但件件和出门有关。"
    assert titles(digest) == {"交通": ["三号线今晨恢复全线运营", "跨江隧道夜间封闭"], "天气": ["周末有雨"]}
    assert item(digest, "三号线今晨恢复全线运营").url == "https://p.example/line3"
    assert "https" not in item(digest, "三号线今晨恢复全线运营").body
    assert item(digest, "跨江隧道夜间封闭").url == "https://p.example/tunnel"
    assert item(digest, "跨江隧道夜间封闭").date == dt.date(2025, 9, 5)


def test_a_section_that_begins_with_a_paragraph() -> None:
    lead = (
        "本月各地陆续公布了上半年的数据。总的来看，新增规模高于预期，但区域之间差别很大，南方明显快于北方。"
    )
    digest = read(f"数据月刊（2025年7月）\n\n1\n\n综述\n\n{lead}\n\n{lead}\n")
    (entry,) = digest.items
    assert entry.title == "本月各地陆续公布了上半年的数据"
    assert entry.body == f"{lead}\n\n{lead}"
    assert [warning.line for warning in digest.warnings] == [7]


def test_a_headline_without_a_paragraph_is_told() -> None:
    digest = read("数据月刊（2025年7月）\n\n1\n\n综述\n\n新站投运\n")
    assert [item.title for item in digest.items] == ["新站投运"]
    assert [warning.line for warning in digest.warnings] == [7]


def test_a_journal_without_a_date() -> None:
    digest = read(journal(front="青松能源产业月刊\n\n"))
    assert digest.date is None
    assert digest.items[0].date == dt.date(2025, 6, 3)  # a full date needs no issue
    assert digest.items[1].date is None
    assert [warning.line for warning in digest.warnings] == [1]
    assert read(journal(front="青松能源产业月刊\n\n"), "2025-06.txt").items[1].date == dt.date(2025, 6, 11)


def test_a_first_line_that_is_a_paragraph_is_no_title() -> None:
    lead = "这一期来得晚了一些,因为我们想把三座海上风场都走一遍再动笔。" * 3 + "\n\n"
    digest = read(journal(front=lead), "2025-06.txt")
    assert digest.intro == lead.strip()
    assert titles(digest) == TITLES


def test_a_journal_that_begins_with_its_first_section() -> None:
    digest = read(journal(front=""), "2025年6月.txt")
    assert digest.title == "蓝湾风电拿下北部海域二期项目"
    assert digest.date == dt.date(2025, 6, 1)
    assert titles(digest) == TITLES
