using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;

namespace EngageBot.Dialogs.Engine;

/// <summary>What a button stands for.</summary>
internal enum ButtonKind : byte
{
    /// <summary>An answer to a question of one run.</summary>
    Answer = 1,
    /// <summary>Turns the page of a question's choices.</summary>
    Page = 2,
    /// <summary>Starts a dialog from a play or broadcast.</summary>
    Entry = 3,
    /// <summary>A global command.</summary>
    Command = 4,
}

/// <summary>What a button carries: 16 bytes of meaning and 6 of signature, 30 characters in base64url.</summary>
/// <remarks>Telegram allows 64 bytes of callback data, WhatsApp 256 for a button id and 200 for a list row (read 2026-11).
/// The signature covers the chat's id, so a button copied into another chat is foreign there.</remarks>
internal readonly record struct ButtonToken(ButtonKind Kind, ushort Dialog, ushort Version, ushort State, uint Run, uint Epoch, byte Choice)
{
    /// <summary>The length of every token in characters.</summary>
    public const int Length = 30;

    [ThreadStatic]
    private static Signer? _signer;

    private const int PayloadBytes = 16;
    private const int MacBytes = 6;

    /// <summary>The play's or broadcast's id of an entry button.</summary>
    public long EntryId => (long)(((ulong)Version << 48) | ((ulong)State << 32) | Run);

    /// <summary>When an entry button stops working.</summary>
    public DateTimeOffset Expires => DateTimeOffset.FromUnixTimeSeconds(Epoch);

    /// <summary>A button that starts a dialog.</summary>
    public static ButtonToken ForEntry(ushort dialog, long id, DateTimeOffset expires, byte choice) => new(
        ButtonKind.Entry, dialog, (ushort)((ulong)id >> 48), (ushort)((ulong)id >> 32), (uint)(ulong)id,
        (uint)Math.Clamp(expires.ToUnixTimeSeconds(), 0, uint.MaxValue), choice);

    /// <summary>A button of a global command; commands have no numbers, so the name's hash stands for it.</summary>
    public static ButtonToken ForCommand(string name) => new(ButtonKind.Command, 0, 0, 0, HashOf(name), 0, 0);

    /// <summary>The hash under which a command button carries its name (FNV-1a, 32 bits).</summary>
    public static uint HashOf(string name)
    {
        var hash = 2166136261u;
        foreach (var letter in name) hash = (hash ^ letter) * 16777619u;
        return hash;
    }

    /// <summary>The signed token.</summary>
    public string Sign(ReadOnlySpan<byte> key, long chatId)
    {
        Span<byte> bytes = stackalloc byte[PayloadBytes + MacBytes];
        Write(bytes);
        Mac(bytes[..PayloadBytes], key, chatId, bytes[PayloadBytes..]);
        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>Reads a token that any of the keys that count has signed.</summary>
    public static bool TryRead(string text, ChatContext context, out ButtonToken token)
    {
        if (TryRead(text, context.ButtonKey.Span, context.ChatId, out token)) return true;
        foreach (var older in context.OlderButtonKeys)
            if (TryRead(text, older.Span, context.ChatId, out token)) return true;
        return false;
    }

    /// <summary>Reads a token; <see langword="false"/> if it was not made by us for this chat.</summary>
    public static bool TryRead(string text, ReadOnlySpan<byte> key, long chatId, out ButtonToken token)
    {
        token = default;
        if (text.Length != Length) return false;
        Span<byte> bytes = stackalloc byte[PayloadBytes + MacBytes];
        Span<char> again = stackalloc char[Length];
        // Not TryDecode: that one throws on foreign characters.
        if (Base64Url.DecodeFromChars(text, bytes, out _, out var read) is not OperationStatus.Done || read != bytes.Length) return false;
        // Base64 leaves four spare bits at the end: only the one spelling we write is ours.
        if (!Base64Url.TryEncodeToChars(bytes, again, out _) || !again.SequenceEqual(text)) return false;
        Span<byte> expected = stackalloc byte[MacBytes];
        Mac(bytes[..PayloadBytes], key, chatId, expected);
        if (!CryptographicOperations.FixedTimeEquals(expected, bytes[PayloadBytes..])) return false;
        token = new ButtonToken(
            (ButtonKind)bytes[0],
            BinaryPrimitives.ReadUInt16BigEndian(bytes[1..]),
            BinaryPrimitives.ReadUInt16BigEndian(bytes[3..]),
            BinaryPrimitives.ReadUInt16BigEndian(bytes[5..]),
            BinaryPrimitives.ReadUInt32BigEndian(bytes[7..]),
            BinaryPrimitives.ReadUInt32BigEndian(bytes[11..]),
            bytes[15]);
        return true;
    }

    private void Write(Span<byte> bytes)
    {
        bytes[0] = (byte)Kind;
        BinaryPrimitives.WriteUInt16BigEndian(bytes[1..], Dialog);
        BinaryPrimitives.WriteUInt16BigEndian(bytes[3..], Version);
        BinaryPrimitives.WriteUInt16BigEndian(bytes[5..], State);
        BinaryPrimitives.WriteUInt32BigEndian(bytes[7..], Run);
        BinaryPrimitives.WriteUInt32BigEndian(bytes[11..], Epoch);
        bytes[15] = Choice;
    }

    private static void Mac(ReadOnlySpan<byte> payload, ReadOnlySpan<byte> key, long chatId, Span<byte> mac)
    {
        Span<byte> covered = stackalloc byte[PayloadBytes + sizeof(long)];
        Span<byte> whole = stackalloc byte[HMACSHA256.HashSizeInBytes];
        var signer = _signer is { } known && known.Key.AsSpan().SequenceEqual(key) ? known : _signer = new(key.ToArray());
        payload.CopyTo(covered);
        BinaryPrimitives.WriteInt64BigEndian(covered[PayloadBytes..], chatId);
        signer.Hash.AppendData(covered);
        signer.Hash.GetHashAndReset(whole);
        whole[..MacBytes].CopyTo(mac);
    }

    /// <summary>A key made ready: that takes longer than a signature, and a keyboard has many.</summary>
    private sealed class Signer(byte[] key)
    {
        public byte[] Key => key;

        public IncrementalHash Hash { get; } = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
    }
}

/// <summary>Buttons the host puts under messages of its own: a play's first words, a broadcast, a console preview.</summary>
public static class HostButtons
{
    /// <summary>A button that starts a dialog until it expires.</summary>
    /// <param name="dialogNumber">The dialog's number in <c>lock.json</c>.</param>
    /// <param name="id">The play's or broadcast's id; becomes the run's occasion.</param>
    public static string Entry(ChatContext context, int dialogNumber, long id, DateTimeOffset expires, byte choice = 0) =>
        ButtonToken.ForEntry((ushort)dialogNumber, id, expires, choice).Sign(context.ButtonKey.Span, context.ChatId);

    /// <summary>A button of a command of <c>globals.yaml</c>.</summary>
    public static string Command(ChatContext context, string name) =>
        ButtonToken.ForCommand(name).Sign(context.ButtonKey.Span, context.ChatId);
}
