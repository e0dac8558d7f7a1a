from django.urls import path

from training.roster import views

app_name = "roster"
urlpatterns = [
    path("<int:pk>/roster/", views.one, name="one"),
    path("<int:pk>/roster/workbook/", views.workbook, name="workbook"),
    path("<int:pk>/roster/upload/", views.upload, name="upload"),
    path("rosters/<int:school>/", views.whole, name="whole"),
    path("rosters/<int:school>/workbook/", views.workbook_of_all, name="workbook-of-all"),
    path("rosters/<int:school>/upload/", views.upload_whole, name="upload-whole"),
    path("trainees/<int:pk>/leave/", views.leave, name="leave"),
    path("trainees/<int:pk>/answer/", views.answer, name="answer"),
]
