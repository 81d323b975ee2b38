using EngageBot.Channels.WhatsApp;
using EngageBot.Messaging;

namespace EngageBot.Tests.Channels.WhatsApp;

public class WhatsAppErrorTests
{
    [Theory, InlineData(0), InlineData(190), InlineData(3), InlineData(10), InlineData(200), InlineData(299), InlineData(368), InlineData(131005), InlineData(131031), InlineData(131037), InlineData(131045), InlineData(133010)]
    public void What_concerns_the_whole_number_stops_it_and_says_what_to_do(int code)
    {
        Assert.IsType<SendResult.AccountRejected>(Of(code));
        Assert.NotNull(WhatsAppErrors.Advice(new GraphFailure.Refused(code, "x")));
    }

    [Theory, InlineData(1), InlineData(2), InlineData(131000), InlineData(131016), InlineData(131057)]
    public void What_may_pass_is_tried_again(int code) => Assert.IsType<SendResult.Unavailable>(Of(code));

    [Fact]
    public void An_error_nobody_can_explain_is_tried_a_few_times_and_no_more()
    {
        Assert.IsType<SendResult.Unavailable>(Of(131000, attempts: 4));
        Assert.IsType<SendResult.Refused>(Of(131000, attempts: 5));
    }

    [Theory, InlineData(0, 1), InlineData(1, 4), InlineData(2, 16), InlineData(3, 64), InlineData(9, 3600)]
    public void Too_much_to_one_person_delays_that_chat_alone_by_four_to_the_power_of_how_often(int repeats, int seconds)
    {
        var pause = Assert.IsType<SendResult.Throttled>(Of(131056, repeats: repeats));
        Assert.Equal((TimeSpan.FromSeconds(seconds), true, false), (pause.RetryAfter, pause.ChatAlone, pause.WholeAccount));
    }

    [Fact]
    public void Too_much_in_all_slows_the_account_and_too_many_calls_pause_it_for_minutes()
    {
        Assert.Equal(new SendResult.Throttled(TimeSpan.FromSeconds(1), WholeAccount: true) { SlowsDown = true }, Of(130429));
        Assert.Equal(new SendResult.Throttled(TimeSpan.FromMinutes(1), WholeAccount: true), Of(80007));
        Assert.Equal(new SendResult.Throttled(TimeSpan.FromMinutes(4), WholeAccount: true), Of(4, repeats: 2));
    }

    [Theory, InlineData(131048), InlineData(131042)]
    public void Where_the_platform_takes_no_paid_or_promotional_messages_promotions_wait(int code) => Assert.IsType<SendResult.PromotionsPaused>(Of(code));

    [Theory, InlineData(130497), InlineData(131026)]
    public void Somebody_who_cannot_be_reached_is_marked_so(int code) => Assert.True(Assert.IsType<SendResult.Refused>(Of(code)).ContactUnreachable);

    [Theory, InlineData(33), InlineData(100), InlineData(131008), InlineData(131009), InlineData(131021), InlineData(131047), InlineData(131049), InlineData(131050), InlineData(131051), InlineData(130472),
     InlineData(132000), InlineData(132001), InlineData(132012), InlineData(132015), InlineData(132016), InlineData(134102), InlineData(135000), InlineData(999999)]
    public void Everything_else_is_never_tried_again(int code) => Assert.False(Assert.IsType<SendResult.Refused>(Of(code)).ContactUnreachable);

    [Fact]
    public void A_time_out_after_the_request_left_waits_for_a_receipt_before_anything_is_repeated() =>
        Assert.Equal(TimeSpan.FromSeconds(30), Assert.IsType<SendResult.Unknown>(WhatsAppErrors.ToSendResult(new GraphFailure.NoAnswer("late", true), 1, 0)).Patience);

    private static SendResult Of(int code, int attempts = 1, int repeats = 0) => WhatsAppErrors.ToSendResult(new GraphFailure.Refused(code, "x"), attempts, repeats);
}
