"""What a page of the editors' is made of: words here, amounts and conditions in facts.py."""

from typing import Any

from wagtail.blocks import CharBlock, ChoiceBlock, ListBlock, RichTextBlock, StreamBlock, StructBlock, TextBlock

from cms import facts
from cms.wording import refuse_amounts

FEATURES = ["bold", "link", "ul", "ol"]


class Line(CharBlock):
    """One line of words, without amounts."""

    def clean(self, value: Any) -> Any:
        value = super().clean(value)
        refuse_amounts(value)
        return value


class Words(TextBlock):
    """Some sentences, without amounts."""

    def __init__(self, **options: Any):
        super().__init__(**{"rows": 3, **options})

    def clean(self, value: Any) -> Any:
        value = super().clean(value)
        refuse_amounts(value)
        return value


class Rich(RichTextBlock):
    """A paragraph with bold, links and lists, without amounts."""

    def __init__(self, **options: Any):
        super().__init__(**{"features": FEATURES, **options})

    def clean(self, value: Any) -> Any:
        value = super().clean(value)
        refuse_amounts(value.source)
        return value


class Step(StructBlock):
    title = Line(label="做什么", max_length=40)
    text = Words(label="怎么做", required=False, max_length=300)

    class Meta:
        label = "一步"


class Duty(StructBlock):
    who = Line(label="谁", max_length=20)
    does = Words(label="做什么", max_length=300)

    class Meta:
        label = "一方"


class Document(StructBlock):
    name = Line(label="材料", max_length=40)
    note = Words(label="从哪里来，什么时候要", required=False, max_length=200)

    class Meta:
        label = "一份材料"


class Note(StructBlock):
    kind = ChoiceBlock(label="哪一种", choices=[("info", "说明"), ("warn", "注意")], default="info")
    text = Words(label="文字", max_length=400)

    class Meta:
        label = "说明或注意"
        icon = "warning"
        template = "cms/blocks/note.html"


class Answered(StructBlock):
    question = Line(label="问", max_length=80)
    answer = Rich(label="答")

    class Meta:
        label = "一问一答"
        icon = "help"
        template = "cms/blocks/answered.html"


FACTS = [
    ("standard", facts.Standard()),
    ("figure", facts.OneFigure()),
    ("conditions", facts.Conditions()),
    ("example", facts.WorkedExample()),
    ("way", facts.Way()),
]


class Body(StreamBlock):
    """The body of a guide, a policy page or a piece of news."""

    heading = Line(label="小标题", icon="title", max_length=40, template="cms/blocks/heading.html")
    paragraph = Rich(label="段落", icon="pilcrow", template="cms/blocks/paragraph.html")
    steps = ListBlock(Step(), label="分步", icon="list-ol", template="cms/blocks/steps.html")
    duties = ListBlock(Duty(), label="谁做什么", icon="group", template="cms/blocks/duties.html")
    note = Note()
    documents = ListBlock(Document(), label="要准备的材料", icon="doc-full", template="cms/blocks/documents.html")
    answered = Answered()

    def __init__(self, local_blocks: Any = None, **options: Any):
        super().__init__(local_blocks or FACTS, **options)


class Answer(StreamBlock):
    """The answer to one question: words, and facts where it tells amounts or conditions."""

    paragraph = Rich(label="段落", icon="pilcrow", template="cms/blocks/paragraph.html")

    def __init__(self, local_blocks: Any = None, **options: Any):
        super().__init__(local_blocks or FACTS, **options)


class Question(StructBlock):
    question = Line(label="问", max_length=80)
    answer = Answer(label="答")

    class Meta:
        label = "一个问题"


class QuestionGroup(StructBlock):
    who = Line(label="谁会问", max_length=20, help_text="例如：劳动者、企业、培训机构。")
    questions = ListBlock(Question(), label="问题")

    class Meta:
        label = "一组问题"
        icon = "help"
