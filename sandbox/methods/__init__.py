"""What each method of the Bot API does: one table from method to function.

A method of aiogram's that is not here is known but not modelled: the server answers 501.
"""

from collections.abc import Awaitable, Callable
from typing import Any

import aiogram.methods as api
from aiogram.methods import TelegramMethod

from sandbox.methods import edits, media, messages, queries, settings, updates
from sandbox.world import World

Method = Callable[[World, Any], Awaitable[Any]]

METHODS: dict[type[TelegramMethod[Any]], Method] = {
    api.GetUpdates: updates.get_updates,
    api.GetMe: settings.get_me,
    api.SetMyCommands: settings.set_my_commands,
    api.GetMyCommands: settings.get_my_commands,
    api.DeleteMyCommands: settings.delete_my_commands,
    api.SetMyName: settings.set_my_text,
    api.GetMyName: settings.get_my_text,
    api.SetMyDescription: settings.set_my_text,
    api.GetMyDescription: settings.get_my_text,
    api.SetMyShortDescription: settings.set_my_text,
    api.GetMyShortDescription: settings.get_my_text,
    api.SetChatMenuButton: settings.set_chat_menu_button,
    api.GetChatMenuButton: settings.get_chat_menu_button,
    api.SendMessage: messages.send_message,
    api.SendPhoto: media.send_media,
    api.SendAudio: media.send_media,
    api.SendVideo: media.send_media,
    api.SendDocument: media.send_media,
    api.SendVoice: media.send_media,
    api.SendAnimation: media.send_media,
    api.SendVideoNote: media.send_media,
    api.SendSticker: media.send_media,
    api.SendMediaGroup: media.send_media_group,
    api.GetFile: media.get_file,
    api.EditMessageText: edits.edit_message_text,
    api.EditMessageCaption: edits.edit_message_caption,
    api.EditMessageMedia: edits.edit_message_media,
    api.EditMessageReplyMarkup: edits.edit_message_reply_markup,
    api.DeleteMessage: edits.delete_message,
    api.DeleteMessages: edits.delete_messages,
    api.AnswerCallbackQuery: queries.answer_callback_query,
}
