"""A stand-in for a text-message gateway: nothing leaves this machine. A real one takes its place by TEXT_GATEWAY.

`Service` is the far side, in the shape such services speak: it takes a request and answers with a code, or does not
answer at all. `StandIn` is the near side, which `people.texts` knows. What a phone number ends with decides:

99990  the number is refused (MOBILE_NUMBER_ILLEGAL)
99991  too many to this number (BUSINESS_LIMIT_CONTROL)
99992  the service does not answer
99993  accepted, and later reported as not delivered
else   accepted and delivered

Whoever looks at 演示手机 in a demonstration reads the messages there, as if the phone lay on the table.
"""

import secrets
from collections.abc import Mapping
from typing import Any

from people.texts import BAD_NUMBER, RATE_LIMIT, SERVICE_DOWN, Gateway, NotSent

SIGNATURE = "训兴"
_REFUSED = {"MOBILE_NUMBER_ILLEGAL": BAD_NUMBER, "BUSINESS_LIMIT_CONTROL": RATE_LIMIT}
_REPORTED = {"DELIVRD": "delivered", "UNDELIV": "undelivered"}


class Service:
    """The far side, imitated."""

    def send(self, request: Mapping[str, Any]) -> dict[str, str]:
        """{"phone", "sign", "content"} → {"code", "message", "biz_id"}. Raises ConnectionError."""
        ending = str(request["phone"])[-5:]
        if ending == "99992":
            raise ConnectionError("no answer")
        if ending == "99990":
            return {"code": "MOBILE_NUMBER_ILLEGAL", "message": "非法手机号", "biz_id": ""}
        if ending == "99991":
            return {"code": "BUSINESS_LIMIT_CONTROL", "message": "触发流控", "biz_id": ""}
        fate = "UNDELIV" if ending == "99993" else "DELIVRD"
        return {"code": "OK", "message": "OK", "biz_id": f"{secrets.token_hex(8)}^{fate}"}

    def report(self, request: Mapping[str, Any]) -> dict[str, str]:
        """{"biz_id"} → {"code", "status"}: what the carrier said."""
        return {"code": "OK", "status": str(request["biz_id"]).partition("^")[2]}


class StandIn(Gateway):
    """The near side: puts what the service answers into the words of `people.texts`."""

    stand_in = True

    def __init__(self) -> None:
        self.service = Service()

    def send(self, phone: str, body: str) -> str:
        try:
            answer = self.service.send({"phone": phone, "sign": SIGNATURE, "content": body})
        except ConnectionError as error:
            raise NotSent(SERVICE_DOWN) from error
        if answer["code"] != "OK":
            raise NotSent(_REFUSED[answer["code"]])
        return answer["biz_id"]

    def report(self, reference: str) -> str:
        return _REPORTED.get(self.service.report({"biz_id": reference})["status"], "")
