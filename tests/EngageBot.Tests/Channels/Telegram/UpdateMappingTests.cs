using System.Text;
using EngageBot.Channels.Telegram;
using EngageBot.Messaging;
using FsCheck;
using FsCheck.Fluent;

namespace EngageBot.Tests.Channels.Telegram;

/// <summary>Updates as Telegram sends them, and what they mean here.</summary>
public class UpdateMappingTests
{
    private const long Staff = -1001234567890;
    private const string Private = """{"id":5012345678,"first_name":"Arta","username":"arta","type":"private"}""";
    private const string Arta = """{"id":5012345678,"is_bot":false,"first_name":"Arta","username":"arta","language_code":"sq","is_premium":true}""";
    private const string Group = """{"id":-1001234567890,"title":"Staff","type":"supergroup","is_forum":true}""";
    private const string Manager = """{"id":777,"is_bot":false,"first_name":"Besa"}""";

    private static readonly Sender From = new("5012345678", "Arta", "sq");

    [Fact]
    public void Words_come_as_said_with_who_said_them()
    {
        Assert.Equal(new InboundContent.Said(From, "Përshëndetje", "17"), Customer("""
            "text":"Përshëndetje","link_preview_options":{"is_disabled":true},"some_future_field":{"a":[1,2]}
            """));
        Assert.Equal("5012345678", Content($$$"""{"message_id":17,"from":{{{Arta}}},"chat":{{{Private}}},"date":1,"text":"x"}""").ChatKey);
    }

    [Theory]
    [InlineData("/points", "/points")]
    [InlineData("/Points@EngageTestBot", "/points")]
    [InlineData("/points@engagetestbot  now please", "/points now please")]
    [InlineData("/points\nnow", "/points now")]
    [InlineData("/ almost", "/ almost")]
    [InlineData("/", "/")]
    [InlineData("/né", "/né")]
    [InlineData("half/price", "half/price")]
    public void Commands_lose_the_bots_name_and_their_capitals(string typed, string words) =>
        Assert.Equal(new InboundContent.Said(From, words, "17"), Customer($"\"text\":{System.Text.Json.JsonSerializer.Serialize(typed)}"));

    [Fact]
    public void Another_bots_command_is_ignored()
    {
        Assert.Null(Customer("\"text\":\"/points@OtherBot\""));
        Assert.Null(Customer("\"text\":\"/start@OtherBot x\""));
    }

    [Fact]
    public void Until_the_bots_name_is_known_every_command_is_its_own()
    {
        var update = Read($$$"""{"update_id":1,"message":{"message_id":17,"from":{{{Arta}}},"chat":{{{Private}}},"text":"/points@Whoever"}}""");
        Assert.Equal(new Mapped.Content("5012345678", new InboundContent.Said(From, "/points", "17")), UpdateMapping.Map(update, Staff, null));
    }

    [Fact]
    public void A_bot_link_opens_with_its_payload()
    {
        Assert.Equal(new InboundContent.Opened(From, "shop_7-A"), Customer("\"text\":\"/start shop_7-A\",\"entities\":[{\"offset\":0,\"length\":6,\"type\":\"bot_command\"}]"));
        Assert.Equal(new InboundContent.Opened(From, null), Customer("\"text\":\"/start\""));
        Assert.Equal(new InboundContent.Opened(From, null), Customer("\"text\":\"/START@EngageTestBot typed by hand, ' or 1=1\""));
    }

    [Fact]
    public void A_tap_brings_its_token_its_id_and_the_message_it_was_on()
    {
        var tap = $$$"""{"update_id":5,"callback_query":{"id":"4382","from":{{{Arta}}},"message":{"message_id":90,"from":{"id":7,"is_bot":true,"first_name":"B"},"chat":{{{Private}}},"date":1700000000,"text":"?"},"chat_instance":"-1","data":"aGVsbG8"}}""";
        Assert.Equal(new InboundContent.Tapped(From, "aGVsbG8", "4382", "90"), MapContent(tap));
    }

    [Fact]
    public void A_tap_on_a_message_telegram_no_longer_shows_or_does_not_name_still_counts()
    {
        var inaccessible = $$$"""{"update_id":5,"callback_query":{"id":"1","from":{{{Arta}}},"message":{"message_id":90,"chat":{{{Private}}},"date":0},"data":"t"}}""";
        Assert.Equal(new InboundContent.Tapped(From, "t", "1", "90"), MapContent(inaccessible));
        var absent = $$$"""{"update_id":5,"callback_query":{"id":"1","from":{{{Arta}}},"data":"t"}}""";
        Assert.Equal(new Mapped.Content("5012345678", new InboundContent.Tapped(From, "t", "1", null)), Map(absent));
        var game = $$$"""{"update_id":5,"callback_query":{"id":"1","from":{{{Arta}}},"game_short_name":"g"}}""";
        Assert.Equal(new InboundContent.Tapped(From, "", "1", null), MapContent(game));
    }

    [Fact]
    public void A_tap_in_a_strange_group_or_on_an_inline_message_is_ignored()
    {
        Assert.IsType<Mapped.Ignored>(Map($$$"""{"update_id":5,"callback_query":{"id":"1","from":{{{Arta}}},"message":{"message_id":9,"chat":{"id":-5,"type":"group"}},"data":"t"}}"""));
        Assert.IsType<Mapped.Ignored>(Map($$$"""{"update_id":5,"callback_query":{"id":"1","from":{{{Arta}}},"inline_message_id":"x","data":"t"}}"""));
    }

    [Fact]
    public void A_contact_card_is_the_senders_own_only_if_telegram_says_so()
    {
        Assert.Equal(new InboundContent.SharedContact(From, "355691234567", true, "17"),
            Customer("\"contact\":{\"phone_number\":\"355691234567\",\"first_name\":\"Arta\",\"user_id\":5012345678}"));
        Assert.Equal(new InboundContent.SharedContact(From, "+355691234567", false, "17"),
            Customer("\"contact\":{\"phone_number\":\"+355691234567\",\"first_name\":\"Mum\",\"user_id\":42}"));
        Assert.Equal(new InboundContent.SharedContact(From, "1", false, "17"), Customer("\"contact\":{\"phone_number\":\"1\",\"first_name\":\"Nobody\"}"));
    }

    [Fact]
    public void Of_a_picture_the_largest_size_is_kept() =>
        Assert.Equal(new InboundContent.SharedPhoto(From, "large", "broken", "17", "13"),
            Customer("\"photo\":[{\"file_id\":\"small\",\"width\":90},{\"file_id\":\"large\",\"width\":1280}],\"caption\":\"broken\",\"media_group_id\":\"13\""));

    [Theory]
    [InlineData("document", "\"file_name\":\"receipt.pdf\",", "receipt.pdf")]
    [InlineData("video", "", null)]
    [InlineData("audio", "\"file_name\":\"a.mp3\",", "a.mp3")]
    public void Files_keep_their_id_and_name(string kind, string name, string? expected) =>
        Assert.Equal(new InboundContent.SharedFile(From, "f1", expected, null, "17"), Customer($$$"""  "{{{kind}}}":{ {{{name}}}"file_id":"f1"}  """));

    [Fact]
    public void An_animation_counts_once() =>
        Assert.Equal(new InboundContent.SharedFile(From, "d", null, null, "17"), Customer("\"animation\":{\"file_id\":\"a\"},\"document\":{\"file_id\":\"d\"}"));

    [Fact]
    public void A_place_comes_as_a_place() =>
        Assert.Equal(new InboundContent.SharedLocation(From, 41.3275, 19.8187, "17"),
            Customer("\"location\":{\"latitude\":41.3275,\"longitude\":19.8187},\"venue\":{\"title\":\"x\"}"));

    [Theory]
    [InlineData("\"sticker\":{\"emoji\":\"😀\"}", "sticker")]
    [InlineData("\"voice\":{\"file_id\":\"v\",\"duration\":3}", "voice")]
    [InlineData("\"video_note\":{}", "video_note")]
    [InlineData("\"poll\":{\"question\":\"?\"}", "poll")]
    [InlineData("\"dice\":{\"value\":6}", "dice")]
    [InlineData("\"story\":{}", "story")]
    [InlineData("\"rich_message\":{\"blocks\":[]}", "unknown")]
    [InlineData("\"something_of_2031\":true", "unknown")]
    public void What_the_bot_cannot_read_is_said_to_be_so(string field, string kind) =>
        Assert.Equal(new InboundContent.Unreadable(From, kind, "17"), Customer(field));

    [Fact]
    public void A_voice_message_with_words_is_taken_by_its_words() =>
        Assert.Equal(new InboundContent.Said(From, "listen", "17"), Customer("\"voice\":{\"file_id\":\"v\"},\"caption\":\"listen\""));

    [Theory]
    [InlineData("\"pinned_message\":{\"message_id\":3}")]
    [InlineData("\"message_auto_delete_timer_changed\":{\"message_auto_delete_time\":86400}")]
    [InlineData("\"write_access_allowed\":{}")]
    [InlineData("\"forum_topic_created\":{\"name\":\"x\"}")]
    public void Service_messages_need_no_answer(string field) => Assert.Null(Customer(field));

    [Fact]
    public void Blocking_and_coming_back_is_noticed()
    {
        Assert.Equal(new InboundContent.Reachability(From, false), MapContent(Member("kicked")));
        Assert.Equal(new InboundContent.Reachability(From, true), MapContent(Member("member")));
        Assert.IsType<Mapped.Ignored>(Map(Member("something_new")));

        static string Member(string status) =>
            $$$"""{"update_id":6,"my_chat_member":{"chat":{{{Private}}},"from":{{{Arta}}},"date":1,"old_chat_member":{"status":"x"},"new_chat_member":{"user":{"id":7,"is_bot":true,"first_name":"B"},"status":"{{{status}}}","until_date":0}} }""";
    }

    [Fact]
    public void Being_added_to_another_group_names_it_so_that_it_can_become_the_staff_chat() =>
        Assert.Equal(new Mapped.InOtherGroup(-100777, true), Map(
            """{"update_id":6,"my_chat_member":{"chat":{"id":-100777,"type":"supergroup","title":"G"},"from":{"id":1},"new_chat_member":{"status":"member"}}}"""));

    [Fact]
    public void Other_groups_are_left_alone() =>
        Assert.Equal(new Mapped.InOtherGroup(-5, false), Map($$$"""{"update_id":6,"message":{"message_id":1,"from":{{{Arta}}},"chat":{"id":-5,"type":"group","title":"Friends"},"text":"hello"}}"""));

    [Fact]
    public void In_the_staff_chat_words_and_what_they_answer_are_passed_on()
    {
        var besa = new Sender("777", "Besa", null);
        Assert.Equal(new InboundContent.StaffWrote(besa, "We are sorry", "50", "44"), MapContent(
            $$$"""{"update_id":6,"message":{"message_id":50,"message_thread_id":44,"from":{{{Manager}}},"chat":{{{Group}}},"date":1,"reply_to_message":{"message_id":44,"from":{"id":7,"is_bot":true,"first_name":"B"},"chat":{{{Group}}},"date":1,"text":"Arta: broken"},"text":"We are sorry"}}"""));
        Assert.Equal(new InboundContent.StaffWrote(besa, "look", "51", null), MapContent(
            $$$"""{"update_id":6,"message":{"message_id":51,"from":{{{Manager}}},"chat":{{{Group}}},"photo":[{"file_id":"p"}],"caption":"look"}}"""));
        Assert.Equal(new InboundContent.StaffWrote(besa, "/done now", "52", null), MapContent(
            $$$"""{"update_id":6,"message":{"message_id":52,"from":{{{Manager}}},"chat":{{{Group}}},"text":"/done@EngageTestBot now"}}"""));
    }

    [Fact]
    public void In_a_topic_the_message_that_opened_it_is_not_what_a_manager_answers()
    {
        Assert.Null(ReplyIn("""{"message_id":44,"forum_topic_created":{"name":"Case 7","icon_color":7322096}}"""));
        Assert.Null(ReplyIn("""{"message_id":44}"""));
        Assert.Equal("45", ReplyIn("""{"message_id":45}"""));

        static string? ReplyIn(string original) => Assert.IsType<InboundContent.StaffWrote>(MapContent(
            $$$"""{"update_id":6,"message":{"message_id":50,"is_topic_message":true,"message_thread_id":44,"from":{{{Manager}}},"chat":{{{Group}}},"reply_to_message":{{{original}}},"text":"x"}}""")).ReplyToMessageId;
    }

    [Fact]
    public void A_wordless_answer_to_a_customer_is_passed_on_with_what_was_sent() =>
        Assert.Equal(new InboundContent.StaffWrote(new Sender("777", "Besa", null), "", "50", "44", new StaffMedia("document", null, null, null)), MapContent(
            $$$"""{"update_id":6,"message":{"message_id":50,"from":{{{Manager}}},"chat":{{{Group}}},"reply_to_message":{"message_id":44},"sticker":{} }}"""));

    [Theory]
    [InlineData("shop-12_A", "shop-12_A")]
    [InlineData("", null)]
    [InlineData("two words", null)]
    [InlineData("<script>", null)]
    [InlineData("пароль", null)]
    public void A_links_payload_is_taken_only_as_a_link_can_carry_it(string typed, string? payload)
    {
        Assert.Equal(new InboundContent.Opened(From, payload), Customer($"\"text\":\"/start {typed}\""));
        Assert.Equal(new InboundContent.Opened(From, null), Customer($"\"text\":\"/start {new string('x', 65)}\""));
        Assert.Equal(new InboundContent.Opened(From, new string('x', 64)), Customer($"\"text\":\"/start {new string('x', 64)}\""));
    }

    [Fact]
    public void Forwarded_words_and_words_by_way_of_another_bot_are_the_senders_own() =>
        Assert.Equal(new InboundContent.Said(From, "hello", "17"), Customer(
            "\"forward_origin\":{\"type\":\"hidden_user\",\"sender_user_name\":\"X\",\"date\":1},\"via_bot\":{\"id\":9,\"is_bot\":true,\"first_name\":\"gif\"},\"text\":\"hello\""));

    [Fact]
    public void A_picture_sent_as_a_file_answers_a_question_for_a_picture_and_a_drawing_program_does_not()
    {
        Assert.Equal(new InboundContent.SharedPhoto(From, "d", null, "17"), Customer("\"document\":{\"file_id\":\"d\",\"mime_type\":\"image/png\"}"));
        Assert.IsType<InboundContent.SharedFile>(Customer("\"document\":{\"file_id\":\"d\",\"mime_type\":\"image/svg+xml\"}"));
    }

    [Fact]
    public void Pieces_of_an_album_say_so() =>
        Assert.Equal(new InboundContent.SharedPhoto(From, "p", "ours", "17", "135"), Customer("\"photo\":[{\"file_id\":\"p\"}],\"caption\":\"ours\",\"media_group_id\":\"135\""));

    [Fact]
    public void An_edit_brings_the_whole_message_with_its_new_words()
    {
        var edit = Assert.IsType<Mapped.Edit>(Map(
            $$$"""{"update_id":6,"edited_message":{"message_id":17,"from":{{{Arta}}},"chat":{{{Private}}},"date":1,"edit_date":2,"text":"two"}}"""));
        Assert.Equal(new InboundContent.Said(From, "two", "17"), edit.Whole);
        Assert.Equal(("two", 17), (edit.Words, edit.MessageId));
        Assert.Equal(new InboundContent.StaffWrote(new Sender("777", "Besa", null), "better", "50", "44", IsEdit: true), MapContent(
            $$$"""{"update_id":6,"edited_message":{"message_id":50,"from":{{{Manager}}},"chat":{{{Group}}},"reply_to_message":{"message_id":44},"text":"better"}}"""));
        Assert.IsType<Mapped.Ignored>(Map($$$"""{"update_id":6,"edited_message":{"message_id":50,"from":{{{Manager}}},"chat":{{{Group}}},"text":"small talk"}}"""));
    }

    [Theory]
    [InlineData("kicked", false)]
    [InlineData("left", false)]
    [InlineData("member", true)]
    [InlineData("administrator", true)]
    public void Being_put_out_of_the_staff_chat_and_let_in_again_is_noticed(string status, bool member) =>
        Assert.Equal(new Mapped.InStaffChat(member), Map($$$"""{"update_id":6,"my_chat_member":{"chat":{{{Group}}},"date":1,"new_chat_member":{"status":"{{{status}}}"} } }"""));

    [Theory]
    [InlineData("\"from\":{\"id\":7,\"is_bot\":true,\"first_name\":\"B\"},\"text\":\"own words\"")]
    [InlineData("\"from\":{\"id\":777},\"pinned_message\":{}")]
    [InlineData("\"from\":{\"id\":777},\"forum_topic_closed\":{}")]
    [InlineData("\"from\":{\"id\":777},\"new_chat_members\":[]")]
    [InlineData("\"from\":{\"id\":777},\"sticker\":{}")]
    [InlineData("\"from\":{\"id\":777},\"text\":\"/help@OtherBot\"")]
    [InlineData("\"sender_chat\":{\"id\":-1009},\"from\":{\"id\":136817688,\"is_bot\":true},\"text\":\"a channel's post\"")]
    public void Bots_service_messages_and_small_talk_without_words_stay_in_the_staff_chat(string fields) =>
        Assert.IsType<Mapped.Ignored>(Map($$$"""{"update_id":6,"message":{"message_id":50,"chat":{{{Group}}},{{{fields}}} }}"""));

    [Fact]
    public void An_anonymous_administrator_is_staff() =>
        Assert.Equal(new InboundContent.StaffWrote(new Sender("-1001234567890", "Boss", null), "hello", "50", null), MapContent(
            $$$"""{"update_id":6,"message":{"message_id":50,"chat":{{{Group}}},"sender_chat":{{{Group}}},"author_signature":"Boss","from":{"id":1087968824,"is_bot":true,"first_name":"Group"},"text":"hello"}}"""));

    [Fact]
    public void A_group_that_becomes_a_supergroup_is_followed()
    {
        Assert.Equal(new Mapped.GroupMoved(-44, -100555), Map("""{"update_id":6,"message":{"message_id":1,"chat":{"id":-44,"type":"group"},"migrate_to_chat_id":-100555}}"""));
        Assert.Equal(new Mapped.GroupMoved(-44, -100555), Map("""{"update_id":6,"message":{"message_id":1,"chat":{"id":-100555,"type":"supergroup"},"migrate_from_chat_id":-44}}"""));
    }

    [Theory]
    [InlineData("""{"update_id":1}""")]
    [InlineData("""{"update_id":1,"message":null}""")]
    [InlineData("""{"update_id":1,"message":{}}""")]
    [InlineData("""{"update_id":1,"callback_query":{}}""")]
    [InlineData("""{"update_id":1,"my_chat_member":{"chat":{"id":5}}}""")]
    [InlineData("""{"update_id":1,"edited_message":{"message_id":1,"chat":{"id":5,"type":"private"},"sticker":{}}}""")]
    [InlineData("""{"update_id":1,"edited_message":{"message_id":1,"chat":{"id":5,"type":"private"},"text":"/help@OtherBot"}}""")]
    [InlineData("""{"update_id":1,"inline_query":{"id":"1","from":{"id":5},"query":"","offset":""}}""")]
    [InlineData("""{"update_id":1,"channel_post":{"message_id":1,"sender_chat":{"id":-1007},"chat":{"id":-1007,"type":"channel"},"text":"news"}}""")]
    [InlineData("""{"update_id":1,"edited_channel_post":{"message_id":1,"chat":{"id":-1007,"type":"channel"},"text":"news"}}""")]
    [InlineData("""{"update_id":1,"pre_checkout_query":{"id":"1","from":{"id":5},"currency":"EUR","total_amount":100,"invoice_payload":"x"}}""")]
    [InlineData("""{"update_id":1,"shipping_query":{"id":"1","from":{"id":5},"invoice_payload":"x"}}""")]
    [InlineData("""{"update_id":1,"message_reaction":{"chat":{"id":5,"type":"private"},"message_id":1,"new_reaction":[{"type":"emoji","emoji":"👍"}]}}""")]
    [InlineData("""{"update_id":1,"poll_answer":{"poll_id":"1","option_ids":[0]}}""")]
    [InlineData("""{"update_id":1,"chat_join_request":{"chat":{"id":-5},"from":{"id":5}}}""")]
    [InlineData("""{"update_id":1,"business_message":{"message_id":1,"chat":{"id":5,"type":"private"},"text":"x"}}""")]
    public void Updates_with_little_or_nothing_for_us_are_ignored(string json) => Assert.IsType<Mapped.Ignored>(Map(json));

    [Fact]
    public void A_kind_of_update_that_the_bot_api_does_not_have_is_garbled_under_its_name()
    {
        var garbled = Garbled("""{"update_id":9,"chat_of_2031":{"deep":[[[]]]}}""");
        Assert.Equal(("9", "an update of a kind that Bot API 10.3 does not have: chat_of_2031"), (garbled.ExternalId, garbled.Error));
        Assert.DoesNotContain("Arta", Garbled("""{"update_id":9,"Arta's secret":{}}""").Error, StringComparison.Ordinal);

        static TelegramArrivals.Reading.Garbled Garbled(string json) =>
            Assert.IsType<TelegramArrivals.Reading.Garbled>(TelegramArrivals.Read(Encoding.UTF8.GetBytes(json)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"update_id\":\"x\"}")]
    [InlineData("{\"update_id\":1,\"message\":\"no\"}")]
    [InlineData("{\"update_id\":1,\"message\":{\"message_id\":")]
    public void What_is_no_update_is_garbled_and_never_throws(string json) =>
        Assert.IsType<TelegramArrivals.Reading.Garbled>(TelegramArrivals.Read(Encoding.UTF8.GetBytes(json)));

    [Fact]
    public void The_id_of_a_garbled_update_is_kept_if_it_can_be_read()
    {
        Assert.Equal("77", Garbled("{\"update_id\":77,\"message\":{\"text\":5}}").ExternalId);
        Assert.Equal("77", Garbled("{\"message\":{\"update_id\":1,\"text\":5},\"update_id\":77}").ExternalId);
        Assert.Null(Garbled("{\"message\":").ExternalId);

        static TelegramArrivals.Reading.Garbled Garbled(string json) =>
            Assert.IsType<TelegramArrivals.Reading.Garbled>(TelegramArrivals.Read(Encoding.UTF8.GetBytes(json)));
    }

    [Fact]
    public void Any_bytes_at_all_are_read_without_throwing() =>
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), bytes => TelegramArrivals.Read(bytes) is not null).QuickCheckThrowOnFailure();

    private static Mapped Map(string json) => UpdateMapping.Map(Read(json), Staff, "EngageTestBot");

    private static Update Read(string json) => Assert.IsType<TelegramArrivals.Reading.Understood>(TelegramArrivals.Read(Encoding.UTF8.GetBytes(json))).Update;

    private static InboundContent MapContent(string json) => Assert.IsType<Mapped.Content>(Map(json)).What;

    private static Mapped.Content Content(string message) => Assert.IsType<Mapped.Content>(Map($$$"""{"update_id":1,"message":{{{message}}} }"""));

    /// <returns><see langword="null"/> if it is ignored.</returns>
    private static InboundContent? Customer(string fields) =>
        (Map($$$"""{"update_id":1,"message":{"message_id":17,"from":{{{Arta}}},"chat":{{{Private}}},"date":1700000000,{{{fields}}} }}""") as Mapped.Content)?.What;
}
