from django.apps import AppConfig


class TreasuryConfig(AppConfig):
    default_auto_field = "django.db.models.BigAutoField"
    name = "treasury"
    verbose_name = "资金"

    def ready(self) -> None:
        from people.rotation import Sealed, register
        from treasury.models import Recovery, SetOff, WriteOff
        from treasury.recoveries import SAID

        register(*(Sealed(model, SAID, "words_sealed") for model in (Recovery, WriteOff, SetOff)))
