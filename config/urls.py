"""Every address of the site. A room's own addresses stand in its urls.py, a scheme's API in its api.py."""

from importlib.util import find_spec

from django.conf import settings
from django.contrib import admin
from django.urls import include, path, re_path
from django.views.generic import RedirectView
from drf_spectacular.views import SpectacularAPIView
from drf_spectacular.views import SpectacularSwaggerSplitView as TryIt
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from apprenticeship.views import plan_rules
from cms.feeds import NewsFeed
from cms.robots import robots
from cms.sitemaps import index as sitemap_index
from cms.sitemaps import section as sitemap_section
from cms.views import demo_bank, demo_bank_answer, demo_phone
from config.health import healthz
from people.account_urls import one_sign_in
from subsidies.estimates import NoSuchAddress
from subsidies.views import api_guide
from training.results import urls as results
from training.signup import urls as signup
from training.urls import courses
from training.views import filing_rules

urlpatterns = [
    path("calculator/", include("certificates.urls")),
    path("calculator/training/", include("training.urls")),
    path("courses/classes/", include(signup.public)),
    path("courses/", include(courses)),
    path("outcomes/", include("training.outcomes.urls")),
    path("my/classes/", include(signup.mine)),
    path("attend/", include(signup.attend)),
    path("classes/", include("training.filing.urls")),
    path("classes/", include("training.roster.urls")),
    path("classes/", include("training.lessons.urls")),
    path("classes/", include(results.own)),
    path("classes/", include("training.settling.urls")),
    path("classes/files/", include("training.files.urls")),
    path("classes/staff/", include("training.staff.urls")),
    path("desk/classes/", include("training.desk.urls")),
    path("desk/looks/", include("training.looks.urls")),
    path("rules/classes/", filing_rules, name="filing-rules"),
    path("rules/plans/", plan_rules, name="plan-rules"),
    path("desk/differences/", include("apprenticeship.differing.urls")),
    path("desk/plans/", include("apprenticeship.desk.urls")),
    path("calculator/apprenticeship/", include("apprenticeship.urls")),
    path("plans/", include("apprenticeship.plans.urls")),
    path("my/apprenticeships/", include("apprenticeship.mine.urls")),
    path("my/applications/", include("subsidies.applicant.urls")),
    path("my/", include("certificates.my.urls")),
    path("claim/", include("certificates.claim.urls")),
    path("desk/", include("certificates.desk.urls")),
    path("desk/cases/", include("subsidies.desk.urls")),
    path("notices/", include("subsidies.public.urls")),
    path("desk/notices/", include("subsidies.notice_desk.urls")),
    path("desk/money/", include("subsidies.finance.urls")),
    path("desk/audit/", include("subsidies.audit.urls")),
    path("letters/", include("subsidies.letters.urls")),
    path("completions/", include(results.check)),
    path("occupations/", include("occupations.urls")),
    path("", include("cms.catalogue.urls")),
    path("data/", include("cms.opendata.urls")),
    path("desk/catalogue/", include("cms.catalogue_desk.urls")),
    path("", include("records.joining.urls")),
    path("organisation/", include("records.joining.own.urls")),
    path("rules/", include("cms.urls")),
    path("display/", include("cms.display_urls")),
    path("news/feed/", NewsFeed(), name="news-feed"),
    path("robots.txt", robots, name="robots"),
    path("sitemap.xml", sitemap_index, name="sitemap"),
    path("sitemap-<slug:section>.xml", sitemap_section, name="sitemap-section"),
    path("demo/phone/", demo_phone, name="demo-phone"),
    path("demo/bank/", demo_bank, name="demo-bank"),
    path("demo/bank/<int:pk>/<slug:way>/", demo_bank_answer, name="demo-bank-answer"),
    path("", include("people.urls")),
    path("", include("people.account_urls")),
    path("api/v1/schema/", SpectacularAPIView.as_view(), name="schema"),
    path("api/v1/docs", RedirectView.as_view(pattern_name="api-docs")),
    path("api/v1/docs/", api_guide, name="api-docs"),
    path("api/v1/docs/try/", TryIt.as_view(url_name="schema", template_name="subsidies/api_try.html"), name="api-try"),
    # whichever rooms have one, so that a new scheme needs no line here
    *[path("api/v1/", include(f"{room}.api")) for room in settings.ROOMS if find_spec(f"{room}.api")],
    re_path(r"^api/v1(/|$)", NoSuchAddress.as_view()),  # no page of the editors': a program gets JSON
    *one_sign_in("editor/", "steward/"),
    path("editor/", include(wagtailadmin_urls)),
    path("steward/", admin.site.urls),
    path("documents/", include(wagtaildocs_urls)),
    path("healthz", healthz, name="healthz"),
]

if settings.DEBUG:
    urlpatterns += [path("style/", include("cms.style_urls"))]

urlpatterns += [path("", include(wagtail_urls))]  # last: any other address is a page of the editors'
