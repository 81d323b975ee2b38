using EngageBot.Messaging;
using EngageBot.Storage;

namespace EngageBot.Turns;

/// <summary>What a message says after it was edited, and what of it was used.</summary>
internal static class EditedWords
{
    /// <summary>The event with the words its row has now: it waited, and may have been edited meanwhile.</summary>
    public static InboundEvent Latest(WriteScope scope, InboundEvent happened)
    {
        if (happened.Content is not (InboundContent.Said or InboundContent.SharedPhoto or InboundContent.SharedFile)) return happened;
        return Inbox.ContentOf(scope, happened.Id) is { } content ? happened with { Content = content } : happened;
    }

    /// <summary>The words with which a message was handled; <see langword="null"/> if it is not known, or had none.</summary>
    public static string? Used(WriteScope scope, long accountId, string externalId)
    {
        var found = scope.Command("SELECT content FROM inbox WHERE account_id = @account AND external_id = @external AND state = 'Handled'")
            .Set("@account", accountId).Set("@external", externalId).ExecuteScalar() as string;
        return found is null ? null : MessagingJson.ReadInbound(found) switch
        {
            InboundContent.Said said => said.Words,
            InboundContent.SharedPhoto photo => photo.Caption ?? "",
            InboundContent.SharedFile file => file.Caption ?? "",
            _ => null,
        };
    }
}
