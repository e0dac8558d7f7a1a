from django.urls import path

from subsidies.finance import views
from subsidies.finance.back import views as back
from subsidies.finance.books import views as books
from subsidies.finance.results import views as results

app_name = "money"
urlpatterns = [
    path("", views.index, name="index"),
    path("waiting/<str:scheme>/", views.waiting, name="waiting"),
    path("waiting/<str:scheme>/draw/", views.draw_one, name="draw"),
    path("batches/", views.batches, name="batches"),
    path("batches/<int:pk>/", views.batch, name="batch"),
    path("batches/<int:pk>/agree/", views.agree, name="agree"),
    path("batches/<int:pk>/cancel/", views.cancel, name="cancel"),
    path("batches/<int:pk>/file/", views.file, name="file"),
    path("batches/<int:pk>/far/", views.far, name="far"),
    path("batches/<int:pk>/compare/", books.compare, name="compare"),
    path("answers/", results.answers, name="answers"),
    path("answers/<int:pk>/", results.answer, name="answer"),
    path("answers/<int:pk>/far/", results.answer_far, name="answer-far"),
    path("failed/", results.failed, name="failed"),
    path("failed/<int:pk>/", results.failed_one, name="failed-one"),
    path("failed/<int:pk>/again/", results.again, name="again"),
    path("books/", books.books, name="books"),
    path("books/appropriations/", books.appropriations, name="appropriations"),
    path("books/appropriations/<int:pk>/agree/", books.agree, name="agree-appropriation"),
    path("books/appropriations/<int:pk>/cancel/", books.cancel, name="cancel-appropriation"),
    path("books/checks/", books.checks, name="checks"),
    path("lines/<int:line>/", books.line, name="line"),
    path("recoveries/", back.recoveries, name="recoveries"),
    path("recoveries/<int:pk>/", back.recovery, name="recovery"),
    path("recoveries/<int:pk>/answer/", back.answer, name="answer-recovery"),
    path("recoveries/<int:pk>/repaid/", back.repaid, name="repaid"),
    path("recoveries/<int:pk>/write-off/", back.ask_write_off, name="ask-write-off"),
    path("recoveries/<int:pk>/write-off/answer/", back.answer_write_off, name="answer-write-off"),
    path("recoveries/<int:pk>/set-off/", back.ask_set_off, name="ask-set-off"),
    path("recoveries/<int:pk>/set-off/answer/", back.answer_set_off, name="answer-set-off"),
    path("recoveries/ask/<int:pk>/", back.ask, name="ask-recovery"),
]
