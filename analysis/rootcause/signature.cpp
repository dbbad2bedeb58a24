#include "analysis/rootcause/signature.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "analysis/core/json_writer.h"

namespace causeway::rootcause {

namespace {

constexpr double kOthers = 0.5; // what is seen at other services counts against what is seen at the first
constexpr double kKind = 1;     // the kind, likewise, in loudness
constexpr double kLeastStep = 3;
constexpr double kMostStep = 1000; // beyond, how far is no longer told

// Ruzicka 1958: the share of two pictures that both have.
class Common {
public:
    void add(double a, double b, double weight = 1)
    {
        m_both += weight * std::min(a, b);
        m_either += weight * std::max(a, b);
    }
    [[nodiscard]] double share() const { return m_either > 0 ? m_both / m_either : 1; }

private:
    double m_both = 0, m_either = 0;
};

const ServiceSignature &first(const Signature &signature)
{
    static const ServiceSignature nothing;
    return signature.services.empty() ? nothing : signature.services.front();
}

// The loudest of the services behind the first.
Loudness others(const Signature &signature)
{
    Loudness loudest{};
    for (std::size_t i = 1; i < signature.services.size(); ++i)
        for (std::size_t source = 0; source < kSourceCount; ++source)
            loudest[source] = std::max(loudest[source], signature.services[i].loud[source]);
    return loudest;
}

double stepped(double deviations, double side) { return std::log1p(std::max(0.0, side * deviations) / kLeastStep); }

} // namespace

Signature signatureOf(const IncidentCase &incident, const Calibration &calibration)
{
    Signature out;
    const SourceNats loud = loudness(incident.input, calibration);
    for (const Candidate &candidate : rankCandidates(incident.input, calibration)) {
        ServiceSignature one;
        one.service = toValidUtf8(incident.services[candidate.service]);
        one.kind = candidate.kind;
        one.score = candidate.score;
        for (std::size_t source = 0; source < kSourceCount; ++source)
            one.loud[source] = loud[source][candidate.service];
        if (candidate.service < incident.steps.size())
            for (std::size_t role = 0; role < kMetricRoleCount; ++role)
                one.steps[role] = std::clamp(incident.steps[candidate.service][role], -kMostStep, kMostStep);
        const auto is = [](double value) { return value != 0; };
        if (one.score > 0 || std::any_of(one.loud.begin(), one.loud.end(), is) || std::any_of(one.steps.begin(), one.steps.end(), is))
            out.services.push_back(std::move(one));
    }
    std::stable_sort(out.services.begin(), out.services.end(), [](const ServiceSignature &a, const ServiceSignature &b) { return a.score > b.score || (a.score == b.score && a.service < b.service); });
    if (out.services.size() > kMostSignatureServices)
        out.services.resize(kMostSignatureServices);
    return out;
}

Similarity similarity(const Signature &a, const Signature &b)
{
    Common place, shape;
    std::map<std::string_view, std::pair<double, double>> scores;
    for (const ServiceSignature &one : a.services)
        scores[one.service].first = one.score;
    for (const ServiceSignature &one : b.services)
        scores[one.service].second = one.score;
    for (const auto &[service, score] : scores)
        place.add(score.first, score.second);
    const ServiceSignature &x = first(a), &y = first(b);
    const Loudness restX = others(a), restY = others(b);
    for (std::size_t source = 0; source < kSourceCount; ++source) {
        shape.add(x.loud[source], y.loud[source]);
        shape.add(restX[source], restY[source], kOthers);
    }
    for (std::size_t role = 0; role < kMetricRoleCount; ++role)
        for (const double side : {1.0, -1.0})
            shape.add(stepped(x.steps[role], side), stepped(y.steps[role], side));
    for (std::size_t kind = 0; kind < kCauseKindCount; ++kind) {
        const auto is = [&](const ServiceSignature &one) { return one.score > 0 && static_cast<std::size_t>(one.kind) == kind ? kKind : 0; };
        shape.add(is(x), is(y));
    }
    Similarity out{place.share(), shape.share(), 0};
    out.both = out.shape * (1 + out.place) / 2;
    return out;
}

} // namespace causeway::rootcause
