using EngageBot.Conversations;
using EngageBot.Conversations.Releases;
using EngageBot.Dialogs.Engine;
using EngageBot.Messaging;
using EngageBot.Storage;

namespace EngageBot.Turns;

/// <summary>One turn in progress: what is known of the chat, and what has changed so far. Lives as long as its row's work.</summary>
internal sealed class Turn(WriteScope scope, InboundEvent happened, ChannelAccount account, ChatRow chat, ChatState state, LiveDialogs dialogs, DateTimeOffset now)
{
    public WriteScope Scope { get; } = scope;
    public InboundEvent Happened { get; } = happened;
    public ChannelAccount Account { get; } = account;
    public DateTimeOffset Now { get; } = now;
    /// <summary>The chat and its contact; read again after an action.</summary>
    public ChatRow Chat { get; set; } = chat;
    public ChatState State { get; set; } = state;
    /// <summary>What it runs on, to its end, whatever goes live meanwhile.</summary>
    public LiveDialogs Dialogs { get; } = dialogs;
    /// <summary>What it is made of, for the log; absent where none is kept.</summary>
    public TurnRecorder? Record { get; init; }
    public DateTimeOffset? HeldAt { get; set; } = chat.HeldAt;
    /// <summary>What a tap is answered with after the commit.</summary>
    public Effect.Notice? Notice { get; set; }
    /// <summary>What the turn's actions made happen, for dialogs that wait for it.</summary>
    public List<ChatEvent.Happened> Raised { get; } = [];
    /// <summary>A dialog called a person: from the end of this turn the bot is silent.</summary>
    public bool HandedOver { get; set; }
    /// <summary>The dialog that a play was to begin has begun.</summary>
    public bool PlayBegan { get; set; }
    /// <summary>A customer is waiting for it: its messages are replies; those of a timer or a purchase are notices.</summary>
    public bool Asked => Sender is not null;
    /// <summary>Who caused it, if a customer did.</summary>
    public Sender? Sender { get; } = SenderOf(happened.Content);

    /// <summary>Who did it, if a customer did.</summary>
    public static Sender? SenderOf(InboundContent content) => content switch
    {
        InboundContent.Said c => c.From,
        InboundContent.Tapped c => c.From,
        InboundContent.SharedContact c => c.From,
        InboundContent.SharedPhoto c => c.From,
        InboundContent.SharedFile c => c.From,
        InboundContent.SharedLocation c => c.From,
        InboundContent.Unreadable c => c.From,
        InboundContent.Edited c => c.From,
        InboundContent.Opened c => c.From,
        InboundContent.Reachability c => c.From,
        _ => null,
    };
}
