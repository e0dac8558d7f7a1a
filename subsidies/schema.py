"""How the strict facts are told in the published description: as strict as they are, and in Chinese."""

from typing import Any

from drf_spectacular.extensions import OpenApiSerializerExtension
from rest_framework import serializers

from subsidies.fact_fields import MOST_ITEMS

HOW = """给出事实，返回每一条规定的核对结果、依据和算法；不需要登录，不保存任何内容。

- 日期写成 2022-07-15；金额是两位小数的文字，如 "2500.00"；等级 5 初级工至 1 高级技师。
- urgent 为 null 时，按当日施行的人力资源开发目录判断是否急需紧缺。
- 请求有误的，一次列出所有问题；没有说明的项也算有误。
- status 说明依据的效力：official 官方，assumed 推定，illustrative 示意（没有公开标准，由演示设定）。"""


class StrictFacts(OpenApiSerializerExtension):
    """No unknown keys; lists as long as they may be; no word of the programmer's own notes."""

    target_class = "subsidies.fact_fields.StrictSerializer"
    match_subclasses = True

    def map_serializer(self, auto_schema: Any, direction: Any) -> dict[str, Any]:
        schema = auto_schema._map_serializer(self.target, direction, bypass_extensions=True)
        schema.pop("description", None)
        for name, many in self.target.fields.items():
            if isinstance(many, serializers.ListSerializer):
                listed = schema["properties"][name]
                listed |= {"minItems": int(not many.allow_empty), "maxItems": MOST_ITEMS}
                if not many.required:
                    listed["default"] = []
        return schema | {"additionalProperties": False}
