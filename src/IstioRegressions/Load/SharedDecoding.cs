using System.Runtime.CompilerServices;
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
    private readonly RecentlyUsed<Step, ObservedState> _states = new(Pushes);

    /// <inheritdoc />
    public override IMessage[] Decode(XdsType type, DiscoveryResponse response) => XdsResources.Decode(
        type,
        response,
        (parser, value) => _resources.GetOrAdd(new Content(parser, value), c => c.Parser.ParseFrom(c.Value)));

    /// <inheritdoc />
    public override ObservedState Next(ObservedState state, XdsType type, IMessage[] resources, string[]? asked) =>
        _states.GetOrAdd(new Step(state, type, resources, asked), s => s.State.Next(s.Type, s.Resources, s.Asked));

    /// <summary>The bytes of a resource and what they are read as.</summary>
    private readonly struct Content : IEquatable<Content>
    {
        private readonly int _hash;

        public Content(MessageParser parser, ByteString value)
        {
            (Parser, Value) = (parser, value);
            var hash = default(HashCode);
            hash.AddBytes(value.Span);
            _hash = hash.ToHashCode();
        }

        public MessageParser Parser { get; }

        public ByteString Value { get; }

        public bool Equals(Content other) => ReferenceEquals(Parser, other.Parser) && Value.Span.SequenceEqual(other.Value.Span);

        public override bool Equals(object? obj) => obj is Content other && Equals(other);

        public override int GetHashCode() => _hash;
    }

    /// <summary>A push on a state. Messages and states that are shared are equal when they are the same.</summary>
    private readonly struct Step : IEquatable<Step>
    {
        private readonly int _hash;

        public Step(ObservedState state, XdsType type, IMessage[] resources, string[]? asked)
        {
            (State, Type, Resources, Asked) = (state, type, resources, asked);
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

        public string[]? Asked { get; }

        public bool Equals(Step other)
        {
            if (!ReferenceEquals(State, other.State) || Type != other.Type || !ReferenceEquals(Asked, other.Asked) || Resources.Length != other.Resources.Length)
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
