from newsroom.models.image import Image
from newsroom.models.page import Page
from newsroom.models.site import CommentsMode, Site
from newsroom.models.tries import Tries
from newsroom.models.user import User

__all__ = ["CommentsMode", "Image", "Page", "Site", "Tries", "User"]
