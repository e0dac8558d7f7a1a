from django.apps import AppConfig


class PeopleConfig(AppConfig):
    default_auto_field = "django.db.models.BigAutoField"
    name = "people"
    verbose_name = "人员与账号"

    def ready(self) -> None:
        from people import desks, keys, logins, rotation
        from people.models import BankAccount, Person, TextMessage

        rotation.register(
            rotation.Sealed(Person, keys.PHONE, "phone_sealed", "phone_index"),
            rotation.Sealed(Person, keys.NUMBER, "number_sealed", "number_index", "key_version"),
            rotation.Sealed(BankAccount, keys.ACCOUNT, "number_sealed", "number_index", "key_version"),
            rotation.Sealed(TextMessage, keys.PHONE, "phone_sealed"),
            rotation.Sealed(TextMessage, keys.MESSAGE, "body_sealed"),
        )
        rotation.register_other(logins.reseal)
        for desk in desks.OWN:
            desks.register(desk)
