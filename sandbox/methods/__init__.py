"""What each method of the Bot API does: one table from method to function.

A method that is not here is known to aiogram but not modelled: the server answers 501.
"""

from collections.abc import Awaitable, Callable
from typing import Any

import aiogram.methods as api
from aiogram.methods import TelegramMethod

from sandbox.methods import chats, edits, media, messages, payments, queries, settings, updates
from sandbox.world import World

Method = Callable[[World, Any], Awaitable[Any]]

METHODS: dict[type[TelegramMethod[Any]], Method] = {
    api.GetUpdates: updates.get_updates,
    api.SetWebhook: updates.set_webhook,
    api.DeleteWebhook: updates.delete_webhook,
    api.GetWebhookInfo: updates.get_webhook_info,
    api.LogOut: updates.log_out,
    api.Close: updates.close,
    #
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
    api.SetMyDefaultAdministratorRights: settings.set_my_default_rights,
    api.GetMyDefaultAdministratorRights: settings.get_my_default_rights,
    api.SetChatMenuButton: settings.set_chat_menu_button,
    api.GetChatMenuButton: settings.get_chat_menu_button,
    #
    api.SendMessage: messages.send_message,
    api.SendLocation: messages.send_location,
    api.SendVenue: messages.send_venue,
    api.SendContact: messages.send_contact,
    api.SendPoll: messages.send_poll,
    api.StopPoll: messages.stop_poll,
    api.SendDice: messages.send_dice,
    api.SendChatAction: messages.send_chat_action,
    api.ForwardMessage: messages.forward_message,
    api.ForwardMessages: messages.forward_messages,
    api.CopyMessage: messages.copy_message,
    api.CopyMessages: messages.copy_messages,
    #
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
    #
    api.EditMessageText: edits.edit_message_text,
    api.EditMessageCaption: edits.edit_message_caption,
    api.EditMessageMedia: edits.edit_message_media,
    api.EditMessageReplyMarkup: edits.edit_message_reply_markup,
    api.DeleteMessage: edits.delete_message,
    api.DeleteMessages: edits.delete_messages,
    #
    api.AnswerCallbackQuery: queries.answer_callback_query,
    api.AnswerInlineQuery: queries.answer_inline_query,
    #
    api.SendInvoice: payments.send_invoice,
    api.CreateInvoiceLink: payments.create_invoice_link,
    api.AnswerPreCheckoutQuery: payments.answer_pre_checkout_query,
    api.RefundStarPayment: payments.refund_star_payment,
    api.GetStarTransactions: payments.get_star_transactions,
    api.GetMyStarBalance: payments.get_my_star_balance,
    api.EditUserStarSubscription: payments.edit_user_star_subscription,
    #
    api.GetChat: chats.get_chat,
    api.GetChatMember: chats.get_chat_member,
    api.GetChatAdministrators: chats.get_chat_administrators,
    api.GetChatMemberCount: chats.get_chat_member_count,
    api.LeaveChat: chats.leave_chat,
    api.GetUserProfilePhotos: chats.get_user_profile_photos,
    api.GetUserProfileAudios: chats.get_user_profile_audios,
    api.PinChatMessage: chats.pin_chat_message,
    api.UnpinChatMessage: chats.unpin_chat_message,
    api.UnpinAllChatMessages: chats.unpin_all_chat_messages,
    api.SetMessageReaction: chats.set_message_reaction,
    api.CreateForumTopic: chats.create_forum_topic,
    api.EditForumTopic: chats.edit_forum_topic,
    api.CloseForumTopic: chats.close_forum_topic,
    api.ReopenForumTopic: chats.close_forum_topic,
    api.DeleteForumTopic: chats.delete_forum_topic,
}
