#pragma once
// A compact picture of an incident, to be kept with a confirmed cause and found again when something like it happens ("looks like that of
// 12 March"). After Sharma, Jayachandran, Verma, Das, "CloudPD", DSN 2013, section on fault signatures: what deviates, and how, without
// the numbers of that day.

#include <string_view>

#include "analysis/rootcause/find_cause.h"

namespace causeway::rootcause {

struct ServiceSignature {
    std::string service;                              // UTF-8
    CauseKind kind = CauseKind::Other;
    double score = 0;
    Loudness loud{};                                  // loudness()
    std::array<double, kMetricRoleCount> steps{};     // by role: deviations of the metric that stepped furthest
    bool operator==(const ServiceSignature &) const = default;
};

struct Signature {
    std::vector<ServiceSignature> services;           // at most kMostSignatureServices of which something is seen, the best first, equal ones by name
    bool operator==(const Signature &) const = default;
};
constexpr std::size_t kMostSignatureServices = 64;

Signature signatureOf(const IncidentCase &incident, const Calibration &calibration);

// Each in [0, 1], symmetric, 1 of a signature with itself.
struct Similarity {
    double place = 0; // the same services are suspect
    double shape = 0; // the first service shows it in the same way, wherever it is, and so do the others together
    double both = 0;  // the same shape at another place is half as similar
};
Similarity similarity(const Signature &a, const Signature &b);

// JSON, versioned; sources and roles by name, what is 0 left out.
std::string encodeSignature(const Signature &signature);
// Errors: InvalidInput (no signature, names or numbers that cannot be), Foreign (of a newer version), LimitExceeded (more than 1 MB).
Result<Signature> decodeSignature(std::string_view json);

} // namespace causeway::rootcause
