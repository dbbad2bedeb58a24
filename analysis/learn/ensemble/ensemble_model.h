#pragma once
// A trained ensemble: its members, the scales of their scores, and how they judge together.

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "analysis/detect/accepted_contents.h"
#include "analysis/detect/detector.h"
#include "analysis/detect/rare_traits.h"
#include "analysis/learn/ensemble/combination.h"
#include "analysis/learn/ensemble/evidence_scale.h"

namespace causeway::learn {

// The sessions at `which`, by their events alone: whoever learns from them judges every session as new.
detect::SequenceSet some(const detect::SequenceSet &sessions, const std::vector<std::size_t> &which);

class EnsembleModel final : public detect::Model {
public:
    struct Member {
        const detect::Detector *detector = nullptr;
        std::shared_ptr<const detect::Model> model; // none where its library cannot be loaded
        std::string bytes;                          // of the model
        EvidenceScale scale;
        double found = 0;                           // of the near-misses by this member alone, as Combination::found
    };
    struct Parts {
        const detect::DetectorInfo *info = nullptr;
        std::vector<Member> members;   // the network, where there is one, last
        bool network = false;
        Combination together;          // of all members
        Combination counting;          // without the network; as `together` where there is none
        std::uint64_t nearMisses = 0;  // that the figures are of
        std::string whyNoNetwork;      // where one was wanted and could not be loaded when this was trained
        std::optional<detect::RareTraits> rare;
        detect::AcceptedContents accepted;
    };
    EnsembleModel(Parts parts, detect::TrainReport report);

    [[nodiscard]] const detect::TrainReport &report() const override { return m_report; }
    [[nodiscard]] Result<detect::Scores> score(const detect::SequenceSet &sessions, unsigned threads, const Job &job) const override;
    [[nodiscard]] Result<detect::Explanation> explain(const detect::SequenceSet &sessions, std::size_t session, const detect::KeyNamer &name) const override;
    [[nodiscard]] Result<detect::Explanation> summarise(const detect::SequenceSet &sessions, std::size_t session, const detect::KeyNamer &name) const override;
    [[nodiscard]] bool isAccepted(std::span<const std::uint32_t> sequence) const override { return m_parts.accepted.contain(sequence); }
    [[nodiscard]] std::string save() const override;
    // `known`: the detectors that members may be of. Nothing where the bytes are damaged.
    static Result<std::unique_ptr<detect::Model>> load(const detect::DetectorInfo &info, std::span<const detect::Detector *const> known, std::string_view bytes);

private:
    [[nodiscard]] const Combination &judging() const { return m_withoutNetwork ? m_parts.counting : m_parts.together; }
    [[nodiscard]] Message ruleInWords() const;
    [[nodiscard]] Result<detect::Explanation> judge(const detect::SequenceSet &sessions, std::size_t session, const detect::KeyNamer &name, bool closely) const;

    Parts m_parts;
    detect::TrainReport m_report;
    bool m_withoutNetwork = false; // it has one that cannot be loaded here
};

} // namespace causeway::learn
