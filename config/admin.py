"""Django's admin, with the steward's site as the one it opens."""

from django.contrib.admin.apps import AdminConfig


class StewardAdminConfig(AdminConfig):
    default_site = "records.site.StewardSite"
