using Google.Protobuf;
using IstioRegressions.Load;
using IstioRegressions.Unit.Xds;
using IstioRegressions.Xds;
using IstioRegressions.Xds.Protos;

namespace IstioRegressions.Unit.Load;

public sealed class ResponseFieldsTests
{
    private static readonly DiscoveryResponse Response = new()
    {
        VersionInfo = "2020-11-21/1",
        TypeUrl = Some.Cds,
        Nonce = "nonce-1",
        Resources = { Some.Any(Some.Cds, Some.EdsCluster("a").ToByteString()), Some.Any(Some.Cds, Some.EdsCluster(new string('b', 300)).ToByteString()) },
    };

    [Fact]
    public void The_fields_are_those_that_Protobuf_reads()
    {
        ResponseFields.TryFind(Response.ToByteArray(), out var fields).Should().BeTrue();

        fields.Version.Should().Be(Response.VersionInfo);
        fields.TypeUrl.Should().Be(Response.TypeUrl);
        fields.Nonce.Should().Be(Response.Nonce);
        fields.Resources.ToArray().Should().Equal(new DiscoveryResponse { Resources = { Response.Resources } }.ToByteArray());
    }

    [Fact]
    public void Equal_resources_are_decoded_once_and_each_response_keeps_its_nonce()
    {
        var shared = new SharedDecoding();
        var first = shared.Read(Response.ToByteArray());
        var resources = shared.Decode(XdsType.Clusters, first);

        var second = shared.Read(new DiscoveryResponse(Response) { Nonce = "nonce-2", VersionInfo = "2020-11-21/2" }.ToByteArray());

        shared.Decode(XdsType.Clusters, second).Should().BeSameAs(resources);
        resources.Should().Equal(XdsResources.Decode(XdsType.Clusters, Response, (parser, value) => parser.ParseFrom(value)));
        (second.VersionInfo, second.Nonce, second.TypeUrl).Should().Be(("2020-11-21/2", "nonce-2", Some.Cds));
    }

    [Fact]
    public void One_resource_that_differs_is_the_only_one_decoded_anew()
    {
        var shared = new SharedDecoding();
        var before = shared.Decode(XdsType.Clusters, shared.Read(Response.ToByteArray()));
        var other = Response.Clone();
        other.Resources[1] = Some.Any(Some.Cds, Some.EdsCluster("c").ToByteString());

        var after = shared.Decode(XdsType.Clusters, shared.Read(other.ToByteArray()));

        after[0].Should().BeSameAs(before[0]);
        after[1].Should().Be(Some.EdsCluster("c"));
        before[1].Should().Be(Some.EdsCluster(new string('b', 300)), "it is another's view");
    }

    [Fact]
    public void Any_damage_is_read_as_Protobuf_reads_it_or_refused()
    {
        var (shared, random, sound, read) = (new SharedDecoding(), new Random(4), Response.ToByteArray(), 0);
        shared.Decode(XdsType.Clusters, shared.Read(sound));
        for (var i = 0; i < 5_000; i++)
        {
            var damaged = sound.ToArray();
            damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            var expected = Outcome(() => DiscoveryResponse.Parser.ParseFrom(damaged));

            var actual = Outcome(() => shared.Read(damaged));

            (actual?.TypeUrl, actual?.Nonce, actual?.VersionInfo).Should().Be((expected?.TypeUrl, expected?.Nonce, expected?.VersionInfo));
            if (actual?.Known is null)
            {
                actual.Should().Be(expected);
            }
            else
            {
                expected!.Resources.Should().Equal(Response.Resources);
            }

            read += actual is null ? 0 : 1;
        }

        read.Should().BePositive();
    }

    private static DiscoveryResponse? Outcome(Func<DiscoveryResponse> read)
    {
        try
        {
            return read();
        }
        catch (InvalidProtocolBufferException)
        {
            return null;
        }
    }
}
