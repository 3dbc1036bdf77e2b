from newsroom.models.image import Image
from newsroom.models.invitation import Invitation
from newsroom.models.page import Page
from newsroom.models.redirect import Redirect
from newsroom.models.site import CommentsMode, Shared, Site
from newsroom.models.stale import Stale
from newsroom.models.tries import Tries
from newsroom.models.user import User

__all__ = ["CommentsMode", "Image", "Invitation", "Page", "Redirect", "Shared", "Site", "Stale", "Tries", "User"]
