"""How an action says no."""


class Refused(Exception):
    """Nothing was done. ``code`` is for programs and tests; ``message`` says on a screen what was found, what was
    needed and what to do; ``law`` is the clause, where one decides. The message may be shown, so it is never logged.
    """

    def __init__(self, code: str, message: str, law: str = ""):
        super().__init__(code)
        self.code, self.message, self.law = code, message, law
