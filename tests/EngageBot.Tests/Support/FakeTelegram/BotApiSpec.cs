using System.Collections.Frozen;
using System.Text.Json;

namespace EngageBot.Tests.Support.FakeTelegram;

/// <summary>What the Bot API 10.3 knows of the methods the fake accepts: names, types, what is required.</summary>
/// <remarks>The real server ignores what it does not know; the fake refuses it, so that a typo shows. Taken from the machine-readable
/// description of Bot API 10.3 (24 August 2026). One line a method or type, indented lines go on; <c>!</c> is required, <c>|</c> is "or".</remarks>
internal static class BotApiSpec
{
    private const string Methods =
        """
        getMe
        getUpdates offset:Integer limit:Integer timeout:Integer allowed_updates:String[]
        setWebhook url!:String certificate:InputFile ip_address:String max_connections:Integer allowed_updates:String[]
          drop_pending_updates:Boolean secret_token:String
        deleteWebhook drop_pending_updates:Boolean
        getWebhookInfo
        sendMessage business_connection_id:String chat_id!:Integer|String message_thread_id:Integer direct_messages_topic_id:Integer
          ephemeral_message_parameters:EphemeralMessageParameters text!:String parse_mode:String entities:MessageEntity[]
          link_preview_options:LinkPreviewOptions disable_notification:Boolean protect_content:Boolean allow_paid_broadcast:Boolean
          message_effect_id:String suggested_post_parameters:SuggestedPostParameters reply_parameters:ReplyParameters
          reply_markup:InlineKeyboardMarkup|ReplyKeyboardMarkup|ReplyKeyboardRemove|ForceReply
        editMessageText business_connection_id:String chat_id:Integer|String message_id:Integer inline_message_id:String text:String
          parse_mode:String entities:MessageEntity[] link_preview_options:LinkPreviewOptions rich_message:InputRichMessage
          reply_markup:InlineKeyboardMarkup
        editMessageCaption business_connection_id:String chat_id:Integer|String message_id:Integer inline_message_id:String caption:String
          parse_mode:String caption_entities:MessageEntity[] show_caption_above_media:Boolean reply_markup:InlineKeyboardMarkup
        deleteMessage chat_id!:Integer|String message_id!:Integer
        editMessageReplyMarkup business_connection_id:String chat_id:Integer|String message_id:Integer inline_message_id:String
          reply_markup:InlineKeyboardMarkup
        answerCallbackQuery callback_query_id!:String text:String show_alert:Boolean url:String cache_time:Integer
        sendPhoto business_connection_id:String chat_id!:Integer|String message_thread_id:Integer direct_messages_topic_id:Integer
          ephemeral_message_parameters:EphemeralMessageParameters photo!:InputFile|String caption:String parse_mode:String
          caption_entities:MessageEntity[] show_caption_above_media:Boolean has_spoiler:Boolean disable_notification:Boolean
          protect_content:Boolean allow_paid_broadcast:Boolean message_effect_id:String suggested_post_parameters:SuggestedPostParameters
          reply_parameters:ReplyParameters reply_markup:InlineKeyboardMarkup|ReplyKeyboardMarkup|ReplyKeyboardRemove|ForceReply
        sendDocument business_connection_id:String chat_id!:Integer|String message_thread_id:Integer direct_messages_topic_id:Integer
          ephemeral_message_parameters:EphemeralMessageParameters document!:InputFile|String thumbnail:InputFile|String caption:String
          parse_mode:String caption_entities:MessageEntity[] disable_content_type_detection:Boolean disable_notification:Boolean
          protect_content:Boolean allow_paid_broadcast:Boolean message_effect_id:String suggested_post_parameters:SuggestedPostParameters
          reply_parameters:ReplyParameters reply_markup:InlineKeyboardMarkup|ReplyKeyboardMarkup|ReplyKeyboardRemove|ForceReply
        sendLocation business_connection_id:String chat_id!:Integer|String message_thread_id:Integer direct_messages_topic_id:Integer
          ephemeral_message_parameters:EphemeralMessageParameters latitude!:Float longitude!:Float horizontal_accuracy:Float
          live_period:Integer heading:Integer proximity_alert_radius:Integer disable_notification:Boolean protect_content:Boolean
          allow_paid_broadcast:Boolean message_effect_id:String suggested_post_parameters:SuggestedPostParameters
          reply_parameters:ReplyParameters reply_markup:InlineKeyboardMarkup|ReplyKeyboardMarkup|ReplyKeyboardRemove|ForceReply
        sendChatAction business_connection_id:String chat_id!:Integer|String message_thread_id:Integer action!:String
        copyMessage chat_id!:Integer|String message_thread_id:Integer direct_messages_topic_id:Integer from_chat_id!:Integer|String
          message_id!:Integer video_start_timestamp:Integer caption:String parse_mode:String caption_entities:MessageEntity[]
          show_caption_above_media:Boolean disable_notification:Boolean protect_content:Boolean allow_paid_broadcast:Boolean
          message_effect_id:String suggested_post_parameters:SuggestedPostParameters reply_parameters:ReplyParameters
          reply_markup:InlineKeyboardMarkup|ReplyKeyboardMarkup|ReplyKeyboardRemove|ForceReply
        createForumTopic chat_id!:Integer|String name!:String icon_color:Integer icon_custom_emoji_id:String
        editForumTopic chat_id!:Integer|String message_thread_id!:Integer name:String icon_custom_emoji_id:String
        closeForumTopic chat_id!:Integer|String message_thread_id!:Integer
        reopenForumTopic chat_id!:Integer|String message_thread_id!:Integer
        setMessageReaction chat_id!:Integer|String message_id!:Integer reaction:ReactionType[] is_big:Boolean
        getFile file_id!:String
        setMyCommands commands!:BotCommand[]
          scope:BotCommandScope
          language_code:String
        """;

    private const string Types =
        """
        MessageEntity type!:String offset!:Integer length!:Integer url:String user:User language:String custom_emoji_id:String
          unix_time:Integer date_time_format:String
        User id!:Integer is_bot!:Boolean first_name!:String last_name:String username:String language_code:String is_premium:Boolean
          added_to_attachment_menu:Boolean can_join_groups:Boolean can_read_all_group_messages:Boolean supports_guest_queries:Boolean
          supports_inline_queries:Boolean can_connect_to_business:Boolean has_main_web_app:Boolean has_topics_enabled:Boolean
          allows_users_to_create_topics:Boolean can_manage_bots:Boolean supports_join_request_queries:Boolean
        LinkPreviewOptions is_disabled:Boolean url:String prefer_small_media:Boolean prefer_large_media:Boolean show_above_text:Boolean
        ReplyParameters message_id:Integer chat_id:Integer|String ephemeral_message_id:Integer allow_sending_without_reply:Boolean quote:String
          quote_parse_mode:String quote_entities:MessageEntity[] quote_position:Integer checklist_task_id:Integer poll_option_id:String
        InlineKeyboardMarkup inline_keyboard!:InlineKeyboardButton[][] force_reply:Boolean
        InlineKeyboardButton text!:String icon_custom_emoji_id:String style:String url:String callback_data:String web_app:WebAppInfo
          login_url:LoginUrl switch_inline_query:String switch_inline_query_current_chat:String
          switch_inline_query_chosen_chat:SwitchInlineQueryChosenChat copy_text:CopyTextButton callback_game:CallbackGame pay:Boolean
          disabled:DisabledButton
        WebAppInfo url!:String
        LoginUrl url!:String forward_text:String bot_username:String request_write_access:Boolean
        SwitchInlineQueryChosenChat query:String allow_user_chats:Boolean allow_bot_chats:Boolean allow_group_chats:Boolean
          allow_channel_chats:Boolean
        CopyTextButton text!:String
        CallbackGame
        DisabledButton
        ReplyKeyboardMarkup keyboard!:KeyboardButton[][] is_persistent:Boolean resize_keyboard:Boolean one_time_keyboard:Boolean
          input_field_placeholder:String selective:Boolean force_reply:Boolean
        KeyboardButton text!:String icon_custom_emoji_id:String style:String request_users:KeyboardButtonRequestUsers
          request_chat:KeyboardButtonRequestChat request_managed_bot:KeyboardButtonRequestManagedBot request_contact:Boolean
          request_location:Boolean request_poll:KeyboardButtonPollType web_app:WebAppInfo
        KeyboardButtonPollType type:String
        ReplyKeyboardRemove remove_keyboard!:Boolean selective:Boolean
        ForceReply force_reply!:Boolean input_field_placeholder:String selective:Boolean
        ReactionType type!:String emoji:String custom_emoji_id:String
        BotCommand command!:String description!:String is_ephemeral:Boolean
        BotCommandScopeDefault type!:String
        BotCommandScopeAllPrivateChats type!:String
        BotCommandScopeAllGroupChats type!:String
        BotCommandScopeAllChatAdministrators type!:String
        BotCommandScopeChat type!:String chat_id!:Integer|String
        BotCommandScopeChatAdministrators type!:String chat_id!:Integer|String
        BotCommandScopeChatMember type!:String chat_id!:Integer|String user_id!:Integer
        """;

    private static readonly FrozenDictionary<string, Field[]> MethodFields = Parse(Methods);
    private static readonly FrozenDictionary<string, Field[]> TypeFields = Parse(Types);

    public static bool Knows(string method) => MethodFields.ContainsKey(method);

    public static string[] TypesOf(string method, string parameter) =>
        MethodFields[method].FirstOrDefault(f => f.Name.Equals(parameter, StringComparison.Ordinal)).Types ?? [];

    /// <returns>What is wrong with the parameters, or <see langword="null"/>.</returns>
    public static string? Check(string method, JsonElement parameters) => CheckFields(method, MethodFields[method], parameters);

    private static string? CheckFields(string owner, Field[] fields, JsonElement value)
    {
        foreach (var property in value.EnumerateObject())
        {
            var known = false;
            foreach (var field in fields)
            {
                if (!property.NameEquals(field.Name)) continue;
                known = true;
                string? wrong = null;
                foreach (var type in field.Types)
                {
                    wrong = CheckType($"{owner}.{field.Name}", type, property.Value);
                    if (wrong is null) break;
                }
                if (wrong is not null) return wrong;
            }
            if (!known) return $"{owner} knows no '{property.Name}'";
        }
        foreach (var field in fields)
            if (field.Required && !value.TryGetProperty(field.Name, out _)) return $"{owner} lacks '{field.Name}'";
        return null;
    }

    private static string? CheckType(string at, string type, JsonElement value)
    {
        if (type.EndsWith("[]", StringComparison.Ordinal))
        {
            if (value.ValueKind != JsonValueKind.Array) return $"{at} must be an array";
            foreach (var item in value.EnumerateArray())
                if (CheckType(at, type[..^2], item) is { } wrong) return wrong;
            return null;
        }
        switch (type)
        {
            case "String": return value.ValueKind == JsonValueKind.String ? null : $"{at} must be a string";
            case "InputFile": return $"{at} must be uploaded";
            case "Boolean": return value.ValueKind is JsonValueKind.True or JsonValueKind.False ? null : $"{at} must be a boolean";
            case "Float": return value.ValueKind == JsonValueKind.Number ? null : $"{at} must be a number";
            case "Integer": return value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _) ? null : $"{at} must be an integer";
            case "BotCommandScope": return value.ValueKind == JsonValueKind.Object && value.TryGetProperty("type", out _) ? null : $"{at} must be a scope";
        }
        if (!TypeFields.TryGetValue(type, out var fields)) return $"{at}: the fake does not take {type}";
        return value.ValueKind == JsonValueKind.Object ? CheckFields(type, fields, value) : $"{at} must be a {type}";
    }

    private static FrozenDictionary<string, Field[]> Parse(string table)
    {
        var all = new Dictionary<string, List<Field>>(StringComparer.OrdinalIgnoreCase);
        List<Field>? current = null;
        foreach (var line in table.Split('\n'))
        {
            var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words.Length == 0) continue;
            if (line[0] != ' ') all[words[0]] = current = [];
            foreach (var word in line[0] == ' ' ? words : words[1..])
            {
                var colon = word.IndexOf(':', StringComparison.Ordinal);
                var required = word[colon - 1] == '!';
                current!.Add(new Field(word[..(required ? colon - 1 : colon)], word[(colon + 1)..].Split('|'), required));
            }
        }
        return all.ToFrozenDictionary(m => m.Key, m => m.Value.ToArray(), StringComparer.OrdinalIgnoreCase);
    }

    private readonly record struct Field(string Name, string[] Types, bool Required);
}
