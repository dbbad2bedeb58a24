#pragma once
// What to label next, and why: sessions about which the newest runs of the detectors are unsure or disagree, that look bad, that
// stand for many, and that are unlike what is labelled already (analysis/detect/label_order.h).

#include <vector>

#include "analysis/core/job.h"
#include "analysis/core/message.h"
#include "storage/finding_store.h"

namespace causeway::engine {

struct LabelQueueRequest {
    std::size_t limit = 20;
    unsigned threads = 0;
};

struct QueuedSubject {
    Subject subject;            // one for all that are alike
    std::vector<Subject> alike; // the others with the same events, at most kMostAlike: labelled with it at once
    std::uint64_t sessions = 1; // so many are alike, itself among them
    double uncertainty = 0;     // 0 … 1
    double severity = 0;        // 0 … 1
    Message reason;
};
constexpr std::size_t kMostAlike = 10'000;

struct LabelQueueResponse {
    std::vector<QueuedSubject> queue; // first what is worth most
    std::uint64_t unlabelled = 0;     // sessions without a label
    std::uint64_t runs = 0;           // that had a say
};

// Without a run it goes by how sessions differ and how many are alike. Errors: Cancelled.
Result<LabelQueueResponse> labelQueue(storage::Project &project, const LabelQueueRequest &request, const Job &job);

} // namespace causeway::engine
