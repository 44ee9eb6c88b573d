using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Google.Protobuf;
using IstioRegressions.Xds;
using IstioRegressions.Xds.Protos;

namespace IstioRegressions.Load;

/// <summary>
/// Decodes once what many observers are sent alike: equal bytes are one message, and equal pushes on one state make one
/// state. Neither ever changes, so each observer keeps its own view; a push that differs leads to another state.
/// </summary>
internal sealed class SharedDecoding : Decoding
{
    // What is kept besides the observers' own: of the order of all that a large mesh has.
    private const int Resources = 100_000;
    private const int Pushes = 4_000;

    private readonly RecentlyUsed<Content, IMessage> _resources = new(Resources);
    private readonly RecentlyUsed<(string TypeUrl, UInt128 Content), IMessage[]> _pushes = new(Pushes);
    private readonly RecentlyUsed<Step, ObservedState> _states = new(Pushes);

    /// <inheritdoc />
    public override DiscoveryResponse Read(ReadOnlySpan<byte> message)
    {
        if (!ResponseFields.TryFind(message, out var fields))
        {
            return base.Read(message);
        }

        var (typeUrl, content) = (fields.TypeUrl, HashOf(fields.Resources));
        return _pushes.Get((typeUrl, content)) is { } known
            ? new DiscoveryResponse { VersionInfo = fields.Version, TypeUrl = typeUrl, Nonce = fields.Nonce, Content = content, Known = known }
            : Parse(message, new DiscoveryResponse { Content = content });
    }

    /// <inheritdoc />
    public override IMessage[] Decode(XdsType type, DiscoveryResponse response) => response.Content is { } content
        ? response.Known ?? _pushes.GetOrAdd((response.TypeUrl, content), _ => DecodeEach(type, response))
        : DecodeEach(type, response);

    /// <inheritdoc />
    public override ObservedState Next(ObservedState state, XdsType type, IMessage[] resources, string[]? endpoints) =>
        _states.GetOrAdd(new Step(state, type, resources, endpoints), s => s.State.Next(s.Type, s.Resources, s.Endpoints));

    private static DiscoveryResponse Parse(ReadOnlySpan<byte> message, DiscoveryResponse into)
    {
        into.MergeFrom(message);
        return into;
    }

    private IMessage[] DecodeEach(XdsType type, DiscoveryResponse response) => XdsResources.Decode(
        type,
        response,
        (parser, value) => _resources.GetOrAdd(new Content(type, HashOf(value.Span)), _ => parser.ParseFrom(value)));

    // So long a hash stands for the bytes, which then need not be kept.
    private static UInt128 HashOf(ReadOnlySpan<byte> value)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(value, hash);
        return BinaryPrimitives.ReadUInt128BigEndian(hash);
    }

    /// <summary>A resource: what it is, and half the SHA-256 of its bytes.</summary>
    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Content(XdsType Type, UInt128 Hash);

    /// <summary>A push on a state. Messages and states that are shared are equal when they are the same.</summary>
    private readonly struct Step : IEquatable<Step>
    {
        private readonly int _hash;

        public Step(ObservedState state, XdsType type, IMessage[] resources, string[]? endpoints)
        {
            (State, Type, Resources, Endpoints) = (state, type, resources, endpoints);
            var hash = default(HashCode);
            hash.Add(RuntimeHelpers.GetHashCode(state));
            hash.Add(type);
            foreach (var resource in resources)
            {
                hash.Add(RuntimeHelpers.GetHashCode(resource));
            }

            _hash = hash.ToHashCode();
        }

        public ObservedState State { get; }

        public XdsType Type { get; }

        public IMessage[] Resources { get; }

        public string[]? Endpoints { get; }

        public bool Equals(Step other)
        {
            if (!ReferenceEquals(State, other.State) || Type != other.Type || !ReferenceEquals(Endpoints, other.Endpoints) || Resources.Length != other.Resources.Length)
            {
                return false;
            }

            for (var i = 0; i < Resources.Length; i++)
            {
                if (!ReferenceEquals(Resources[i], other.Resources[i]))
                {
                    return false;
                }
            }

            return true;
        }

        public override bool Equals(object? obj) => obj is Step other && Equals(other);

        public override int GetHashCode() => _hash;
    }
}
