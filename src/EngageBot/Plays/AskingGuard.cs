using EngageBot.Messaging;
using EngageBot.Storage;

namespace EngageBot.Plays;

/// <summary>Asked before a play with a question begins: why this contact is not asked anything now, or nothing.</summary>
internal delegate SendPermit.No? AskingGuard(WriteScope scope, PlayInForce play, ContactId contact, DateTimeOffset now);
