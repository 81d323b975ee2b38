using System.Text.Json;
using EngageBot.Channels.WhatsApp;
using EngageBot.Messaging;

namespace EngageBot.Tests.Channels.WhatsApp;

public class MessageMappingTests
{
    private const string Head = """ "from":"355691234567","id":"wamid.1","timestamp":"1700000000" """;

    [Theory]
    [InlineData(""" "type":"text","text":{"body":"hello"} """, typeof(InboundContent.Said))]
    [InlineData(""" "type":"text","text":{"body":"/start ref_K7PW9XQM"} """, typeof(InboundContent.Opened))]
    [InlineData(""" "type":"text","text":{"body":" ref_K7PW9XQM "} """, typeof(InboundContent.Opened))]
    [InlineData(""" "type":"image","image":{"id":"77","mime_type":"image/jpeg","caption":"my cup"} """, typeof(InboundContent.SharedPhoto))]
    [InlineData(""" "type":"document","document":{"id":"77","mime_type":"image/png; x=y"} """, typeof(InboundContent.SharedPhoto))]
    [InlineData(""" "type":"document","document":{"id":"77","mime_type":"application/pdf","filename":"a.pdf"} """, typeof(InboundContent.SharedFile))]
    [InlineData(""" "type":"video","video":{"id":"77"} """, typeof(InboundContent.SharedFile))]
    [InlineData(""" "type":"audio","audio":{"id":"77","voice":false} """, typeof(InboundContent.SharedFile))]
    [InlineData(""" "type":"audio","audio":{"id":"77","voice":true} """, typeof(InboundContent.Unreadable))]
    [InlineData(""" "type":"sticker","sticker":{"id":"77"} """, typeof(InboundContent.Unreadable))]
    [InlineData(""" "type":"location","location":{"latitude":41.3,"longitude":"19.8"} """, typeof(InboundContent.SharedLocation))]
    [InlineData(""" "type":"contacts","contacts":[{"phones":[{"phone":"+355 69 765","wa_id":"35569765"}]}] """, typeof(InboundContent.SharedContact))]
    [InlineData(""" "type":"interactive","interactive":{"type":"button_reply","button_reply":{"id":"t","title":"Yes"}} """, typeof(InboundContent.Tapped))]
    [InlineData(""" "type":"interactive","interactive":{"type":"list_reply","list_reply":{"id":"t","title":"Yes"}} """, typeof(InboundContent.Tapped))]
    [InlineData(""" "type":"button","button":{"payload":"t","text":"Yes"} """, typeof(InboundContent.Tapped))]
    [InlineData(""" "type":"interactive","interactive":{"type":"nfm_reply","nfm_reply":{"response_json":"{}"}} """, typeof(InboundContent.Unreadable))]
    [InlineData(""" "type":"interactive","errors":[{"code":131060}] """, typeof(InboundContent.Unreadable))]
    [InlineData(""" "type":"order","order":{"catalog_id":"1"} """, typeof(InboundContent.Unreadable))]
    [InlineData(""" "type":"unsupported","errors":[{"code":131051}],"unsupported":{"type":"poll"} """, typeof(InboundContent.Unreadable))]
    [InlineData(""" "type":"something_of_2031","something_of_2031":{} """, typeof(InboundContent.Unreadable))]
    [InlineData(""" "type":"request_welcome" """, typeof(InboundContent.Opened))]
    public void Every_kind_of_message_has_a_meaning(string fields, Type expected)
    {
        var heard = Assert.IsType<Heard.Content>(Map($"{{{Head},{fields}}}"));
        Assert.IsType(expected, heard.What);
        Assert.True(heard.Opens);
        Assert.Equal(("355691234567", "Arta"), (heard.Who.WaId, heard.Who.Name));
    }

    [Fact]
    public void A_shared_card_is_never_proof_not_even_ones_own() =>
        Assert.False(Assert.IsType<InboundContent.SharedContact>(Said(""" "type":"contacts","contacts":[{"phones":[{"wa_id":"355691234567"}]}] """)).Own);

    [Fact]
    public void A_tap_names_its_button_the_message_that_carried_it_and_when_it_was_pressed()
    {
        var tap = Assert.IsType<InboundContent.Tapped>(Said(""" "context":{"id":"wamid.9"},"type":"interactive","interactive":{"type":"list_reply","list_reply":{"id":"token","title":"Yes"}} """));
        Assert.Equal(("token", "wamid.1", "wamid.9", 1700000000L), (tap.Token, tap.TapId, tap.MessageId, tap.At!.Value.ToUnixTimeSeconds()));
    }

    [Fact]
    public void Capital_letters_of_a_phones_keyboard_do_not_change_a_command() =>
        Assert.Equal("/menu", Assert.IsType<InboundContent.Said>(Said(""" "type":"text","text":{"body":"/Menu"} """)).Words);

    [Theory, InlineData(""" "type":"reaction","reaction":{"message_id":"wamid.9","emoji":"👍"} """), InlineData(""" "type":"revoke","revoke":{"original_message_id":"wamid.9"} """)]
    public void A_reaction_and_a_message_taken_back_are_nobodys_words(string fields) => Assert.IsType<Heard.Ignored>(Map($"{{{Head},{fields}}}"));

    [Fact]
    public void An_edit_brings_the_message_as_it_is_now()
    {
        var edit = Assert.IsType<Heard.Edit>(Map($"{{{Head}," + """ "type":"edit","edit":{"original_message_id":"wamid.0","message":{"type":"text","text":{"body":"two cups"}}}}"""));
        Assert.Equal(("wamid.0", "two cups"), (edit.OriginalId, edit.Words));
    }

    [Theory]
    [InlineData("""{"from":"355691","id":"w","timestamp":"1","type":"system","system":{"type":"user_changed_number","wa_id":"355692","body":"x"}}""", "355691", null, "355692", null)]
    [InlineData("""{"from":"355691","id":"w","timestamp":"1","type":"system","system":{"type":"user_changed_number","new_wa_id":"355692"}}""", "355691", null, "355692", null)]
    [InlineData("""{"id":"w","timestamp":"1","type":"system","system":{"type":"user_changed_user_id","previous_user_id":"AL.1","user_id":"AL.2"}}""", null, "AL.1", null, "AL.2")]
    [InlineData("""{"from_user_id":"AL.1","id":"w","timestamp":"1","type":"system","system":{"type":"user_changed_user_id","user_id":"AL.2"}}""", null, "AL.1", null, "AL.2")]
    [InlineData("""{"id":"w","timestamp":"1","type":"system","system":{"type":"user_changed_user_id","user_id":"AL.2","body":"User arta changed from AL.1 to AL.2"}}""", null, "AL.1", null, "AL.2")]
    [InlineData("""{"id":"w","timestamp":"1","type":"system","system":{"type":"user_changed_user_id","user_id":"AL.2","wa_id":"355691"}}""", "355691", null, null, "AL.2")]
    public void Whoever_changes_number_or_id_is_the_same_person(string message, string? oldPhone, string? oldId, string? newPhone, string? newId)
    {
        var renamed = Assert.IsType<Heard.Renamed>(Map(message));
        Assert.Equal((oldPhone, oldId, newPhone, newId), (renamed.Before.WaId, renamed.Before.UserId, renamed.Now.WaId, renamed.Now.UserId));
    }

    [Theory, InlineData("5215512345678", "+525512345678"), InlineData("551187654321", "+5511987654321"), InlineData("551132654321", "+551132654321"), InlineData("355691234567", "+355691234567")]
    public void A_number_is_put_as_it_is_dialled(string waId, string phone) => Assert.Equal(phone, WhatsAppPhone.Of(waId));

    private static InboundContent Said(string fields) => Assert.IsType<Heard.Content>(Map($"{{{Head},{fields}}}")).What;

    private static Heard Map(string message) => MessageMapping.Map(
        JsonElement.Parse("""{"contacts":[{"profile":{"name":"Arta"},"wa_id":"355691234567","user_id":"AL.7"}]}"""), JsonElement.Parse(message));
}
