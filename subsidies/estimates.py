"""The estimate API: facts in, the explained decision out. Nothing is stored; the rules are the ones that pay."""

import json
import math
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from django.urls import URLPattern, path, reverse
from drf_spectacular.utils import OpenApiExample, OpenApiResponse, extend_schema, extend_schema_view
from rest_framework import exceptions, serializers, status
from rest_framework.exceptions import ErrorDetail
from rest_framework.parsers import BaseParser
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import ScopedRateThrottle
from rest_framework.views import APIView
from rest_framework.views import exception_handler as drf_exception_handler

from lib.money import plain_yuan
from occupations.facts import look_up
from policy import BLOCK, INFO, REVIEW, CheckLine, Explanation, Scheme, Sheet, StepLine, decide
from policy.terms import STATUS_WORDS
from subsidies import schema
from subsidies.fact_fields import StrictSerializer

MOST_BYTES = 2_000_000
AMOUNT = r"^-?[0-9]+\.[0-9]{2}$"
TAG = "测算"

_STATUSES = tuple(STATUS_WORDS.items())
_SEVERITIES = ((BLOCK, "不通过就不能补贴"), (REVIEW, "不通过就由人工核对"), (INFO, "只作提示"))


class CheckedSerializer(serializers.Serializer):
    code = serializers.CharField(help_text="条件的编号，各期不变")
    severity = serializers.ChoiceField(choices=_SEVERITIES, help_text="没有通过会怎样")
    passed = serializers.BooleanField(help_text="是否通过；本期不要求的算通过")
    found = serializers.CharField(help_text="查到的情况")
    needed = serializers.CharField(help_text="要求的情况")
    basis = serializers.CharField(help_text="依据的文件")
    status = serializers.ChoiceField(choices=_STATUSES, help_text="依据的效力")
    message = serializers.CharField(help_text="用一句话说明这一条的结果")
    remedy = serializers.CharField(help_text="怎么办；通过的为“无需办理”")


class SteppedSerializer(serializers.Serializer):
    name = serializers.CharField(help_text="这一步的名称")
    amount = serializers.RegexField(AMOUNT, help_text="这一步的金额，可以是负数")
    basis = serializers.CharField(help_text="依据的文件")
    status = serializers.ChoiceField(choices=_STATUSES, help_text="依据的效力")


class ResultSerializer(serializers.Serializer):
    accepted = serializers.BooleanField(help_text="能不能补贴")
    review = serializers.BooleanField(help_text="是否还要人工核对")
    amount = serializers.RegexField(AMOUNT, help_text="补贴金额；不能补贴的为 0.00")
    checks = CheckedSerializer(many=True, help_text="每一条的核对结果")
    steps = SteppedSerializer(many=True, help_text="金额的算法；不能补贴的为空列表")


class TermsSerializer(serializers.Serializer):
    scheme = serializers.CharField(help_text="补贴项目的编号")
    in_force_from = serializers.DateField(help_text="这一期规定施行的日期")


class ProblemSerializer(serializers.Serializer):
    field = serializers.CharField(allow_blank=True, help_text="哪一项，如 trainees.0.passed；整个请求的问题为空文字")
    code = serializers.CharField(help_text="错误的种类")
    message = serializers.CharField(help_text="应该怎样写")


class ProblemsSerializer(serializers.Serializer):
    errors = ProblemSerializer(many=True, help_text="所有的问题")  # type: ignore[assignment]  # a field, not the serializer's own errors


PROBLEMS = {
    400: OpenApiResponse(ProblemsSerializer, description="请求有误，所有问题一次列出"),
    413: OpenApiResponse(ProblemsSerializer, description="请求过大"),
    415: OpenApiResponse(ProblemsSerializer, description="只接受 application/json"),
    429: OpenApiResponse(ProblemsSerializer, description="请求过于频繁"),
}


def checked(line: CheckLine) -> dict[str, Any]:
    """One check as the API tells it."""
    return {
        "code": line.code, "severity": line.severity, "passed": line.passed, "found": line.found,
        "needed": line.needed, "basis": line.basis, "status": line.status, "message": line.message,
        "remedy": line.remedy,
    }  # fmt: skip


def stepped(line: StepLine) -> dict[str, Any]:
    """One step as the API tells it."""
    return {"name": line.name, "amount": plain_yuan(line.amount), "basis": line.basis, "status": line.status}


def result(explanation: Explanation) -> dict[str, Any]:
    """One decided row as the API tells it."""
    return {
        "accepted": explanation.accepted,
        "review": explanation.review,
        "amount": plain_yuan(explanation.amount),
        "checks": [checked(line) for line in explanation.checks],
        "steps": [stepped(line) for line in explanation.steps],
    }


def terms_of(sheet: Sheet, row: int = 0) -> dict[str, str] | None:
    """The terms that decided, as the API tells them."""
    since = sheet.terms_from(row)
    return None if since is None else {"scheme": sheet.scheme.code, "in_force_from": str(since)}


def estimate(scheme: Scheme, case: Mapping[str, Any]) -> Sheet:
    """Decide one case as the API or a page was given it, the occupation looked up in the catalogue."""
    raw, lists = scheme.unfold([case])
    return decide(scheme, *look_up(raw, lists, law_date=scheme.law_date))


class StrictJSONParser(BaseParser):
    """JSON of a bounded size and depth; whatever else comes is the caller's mistake, told in words.

    No JSONParser: of that one, the framework reads the whole body before asking how much would be too much.
    """

    media_type = "application/json"

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:
        body = stream.read(MOST_BYTES + 1)
        if len(body) > MOST_BYTES:
            raise RequestTooLarge
        try:
            return json.loads(
                body.decode("utf-8"), parse_constant=_no_constant, parse_int=_whole, object_pairs_hook=_object
            )
        except (ValueError, RecursionError) as error:
            raise exceptions.ParseError("应为 JSON（UTF-8），这里读不懂。") from error


def _no_constant(name: str) -> Any:
    raise ValueError(name)


def _whole(digits: str) -> int | float:
    # thousands of digits are no count of anything; as a float they fail the field's own check
    return int(digits) if len(digits) <= 18 else float(digits[:40])


class _SaidTwice(dict):
    """A JSON object with a key given more than once; the serializer reports the ``said_twice``."""

    said_twice: list[str]


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    plain = dict(pairs)
    if len(plain) == len(pairs):
        return plain
    twice = _SaidTwice(plain)
    twice.said_twice = [name for name, times in Counter(name for name, _ in pairs).items() if times > 1]
    return twice


class RequestTooLarge(exceptions.APIException):
    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_detail = f"一次最多 {MOST_BYTES // 1_000_000} MB，请分批。"
    default_code = "too_large"


class EstimateView(APIView):
    """Open to all, without login; subclasses name their scheme, their facts and the shape of their answer."""

    scheme: ClassVar[Scheme]
    serializer_class: ClassVar[type[StrictSerializer]]
    answer_class: ClassVar[type[serializers.Serializer]]
    example: ClassVar[str]  # a request as JSON text, laid out to be read

    authentication_classes = ()
    permission_classes = (AllowAny,)
    parser_classes = (StrictJSONParser,)
    throttle_classes = (ScopedRateThrottle,)
    throttle_scope = "estimates"
    metadata_class = None  # what there is to know stands in the published description

    def answer(self, sheet: Sheet) -> dict[str, Any]:
        raise NotImplementedError

    def post(self, request: Request) -> Response:
        given = self.serializer_class(data=request.data)
        given.is_valid(raise_exception=True)
        return Response(self.answer(estimate(self.scheme, given.validated_data)))

    @classmethod
    def example_answer(cls) -> dict[str, Any]:
        """What the rule answers to the example, where the catalogue knows the occupation and does not list it."""
        given = cls.serializer_class(data=json.loads(cls.example))
        given.is_valid(raise_exception=True)
        return cls().answer(decide(cls.scheme, *cls.scheme.unfold([given.validated_data])))


published: dict[str, type[EstimateView]] = {}
"""Every scheme's view by the scheme's slug, for the guide."""


def publish(view: type[EstimateView]) -> type[EstimateView]:
    """A class decorator: describe the view, with its example and what the rule answers to it."""
    scheme = view.scheme
    published[scheme.slug] = view
    examples = [
        OpenApiExample("request", summary="请求示例", value=json.loads(view.example), request_only=True),
        OpenApiExample("answer", summary="对请求示例的回答", value=view.example_answer(), response_only=True),
    ]
    answered = OpenApiResponse(view.answer_class, description="测算结果：能不能补贴、金额、每一条的核对结果和算法")
    described = extend_schema(
        operation_id=f"estimate_{scheme.slug.replace('-', '_')}", summary=f"{scheme.title}试算", tags=[TAG],
        description=schema.HOW, request=view.serializer_class, responses={200: answered, **PROBLEMS},
        examples=examples,
    )  # fmt: skip
    return extend_schema_view(post=described)(view)


def addresses(view: type[EstimateView]) -> list[URLPattern]:
    """The one address of a scheme's view; with a slash at its end it works too, and is not described."""
    name = view.scheme.slug
    return [
        path(f"estimates/{name}", view.as_view(), name=f"estimate-{name}"),
        path(f"estimates/{name}/", view.as_view(schema=None)),
    ]


class NoSuchAddress(APIView):
    """Whatever else is asked under the API's root, by any method: the answer is JSON, as all of the API's are."""

    authentication_classes = ()
    permission_classes = (AllowAny,)
    throttle_classes = ()
    schema = None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        raise exceptions.NotFound(f"没有这个接口，可用的接口见 {reverse('api-docs')}")


def exception_handler(error: Exception, context: dict[str, Any]) -> Response | None:
    """Every refusal of the API has one shape: ``{"errors": [{"field", "code", "message"}]}``."""
    response = drf_exception_handler(error, context)
    if response is None:
        return None
    detail = error.detail if isinstance(error, exceptions.APIException) else response.data["detail"]
    if words := _in_our_words(error):
        detail = ErrorDetail(words, code=getattr(error, "default_code", "invalid"))
    response.data = {"errors": list(_flat(detail))}
    return response


def _in_our_words(error: Exception) -> str:
    """What to do, where the framework only says what was wrong; else empty."""
    if isinstance(error, exceptions.UnsupportedMediaType):
        return "只接受 JSON，请把 Content-Type 设为 application/json。"
    if isinstance(error, exceptions.NotAcceptable):
        return "只能返回 JSON，请让 Accept 接受 application/json。"
    if isinstance(error, exceptions.MethodNotAllowed):
        return "这个接口不接受这种请求方法，测算请用 POST。"
    if isinstance(error, exceptions.Throttled):
        return f"请求过于频繁，请在 {math.ceil(getattr(error, 'wait', None) or 1)} 秒后再试。"
    return ""


def _flat(detail: Any, path: str = "") -> Iterator[dict[str, str]]:
    if isinstance(detail, Mapping):
        for key, inner in detail.items():
            yield from _flat(inner, ".".join(p for p in (path, str(key)) if p))
    elif isinstance(detail, list):
        for place, inner in enumerate(detail):
            nested = isinstance(inner, Mapping)
            yield from _flat(inner, f"{path}.{place}" if nested else path)
    else:
        yield {"field": path, "code": getattr(detail, "code", "invalid"), "message": str(detail)}
