from django.urls import path

from training.lessons import views

app_name = "lessons"
urlpatterns = [
    path("<int:pk>/attendance/", views.of_class, name="class"),
    path("<int:pk>/attendance/workbook/", views.workbook, name="workbook"),
    path("<int:pk>/attendance/upload/", views.upload, name="upload"),
    path("lessons/<int:pk>/", views.one, name="one"),
    path("lessons/<int:pk>/close/", views.close, name="close"),
    path("lessons/<int:pk>/wall/", views.wall, name="wall"),
    path("lessons/<int:pk>/code/", views.code, name="code"),
    path("lessons/<int:pk>/change/", views.change, name="change"),
    path("lessons/<int:pk>/make-up/", views.make_up, name="make-up"),
]
