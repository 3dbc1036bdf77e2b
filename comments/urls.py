from django.urls import path

from comments import feeds
from comments.views import comment, confirm, decide, discussion, receipt, report, story, unsubscribe
from comments.views.me import leaving, lists, settings

urlpatterns = [
    path("stories/<name:slug>/comments/", discussion.discussion, name="discussion"),
    path("stories/<name:slug>/comments/feed.rss", feeds.CommentFeed(), name="comment_feed"),
    path("stories/<name:slug>/like/", story.like, name="story_like"),
    path("stories/<name:slug>/insights/", story.insights, name="story_insights"),
    path("stories/<name:slug>/follow/", story.follow, name="story_follow"),
    path("comments/<int:pk>/", comment.permalink, name="comment"),
    path("comments/<int:pk>/edit/", comment.edit, name="comment_edit"),
    path("comments/<int:pk>/delete/", comment.delete, name="comment_delete"),
    path("comments/<int:pk>/like/", comment.like, name="comment_like"),
    path("comments/<int:pk>/report/", comment.report, name="comment_report"),
    path("comments/<int:pk>/mute/", comment.mute, name="comment_mute"),
    path("comments/<int:pk>/pin/", comment.pin, name="comment_pin"),
    path("comments/<int:pk>/pick/", comment.pick, name="comment_pick"),
    path("comments/<int:pk>/decide/", decide.on_page, name="comment_decide"),
    path("moderation/decide/<str:token>/", decide.by_link, name="decide_by_link"),
    path("comments/confirm/<str:token>/", confirm.confirm, name="confirm_comment"),
    path("receipts/<str:token>/", receipt.receipt, name="receipt"),
    path("receipts/<str:token>/mail/", receipt.mail_again, name="receipt_mail"),
    path("receipts/<str:token>/appeal/", receipt.appeal, name="receipt_appeal"),
    path("unsubscribe/<str:token>/", unsubscribe.unsubscribe, name="unsubscribe"),
    path("moderation/", report.report, name="moderation_report"),
    path("moderation.json", report.report_json, name="moderation_report_json"),
    path("me/", lists.comments, name="me"),
    path("me/following/", lists.following, name="me_following"),
    path("me/following/<int:pk>/", lists.unfollow, name="me_unfollow"),
    path("me/notices/", lists.notices, name="me_notices"),
    path("me/notices/read/", lists.read, name="me_notices_read"),
    path("me/muted/", lists.muted, name="me_muted"),
    path("me/muted/<int:pk>/", lists.unmute, name="me_unmute"),
    path("me/settings/", settings.settings, name="me_settings"),
    path("me/avatar/", settings.avatar, name="me_avatar"),
    path("me/export/", leaving.export, name="me_export"),
    path("me/delete/", leaving.delete, name="me_delete"),
]
