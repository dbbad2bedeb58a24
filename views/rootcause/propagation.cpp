#include "views/rootcause/propagation.h"

#include <algorithm>

#include "views/text/text.h"

namespace causeway::views {

Result<ServiceMapData> propagationMap(const CauseAnswer &answer, const Job &job)
{
    std::vector<std::uint32_t> some;
    for (std::uint32_t trace = 0; trace < answer.summaries.size(); ++trace)
        if (answer.request.time.contains({answer.summaries[trace].startNs}))
            some.push_back(trace);
    auto map = std::make_shared<NamedServiceMap>();
    map->names = answer.material().spans->services();
    CAUSEWAY_ASSIGN(map->map, traces::serviceMap(*answer.material().spans, &some, job));
    return ServiceMapData(std::move(map));
}

std::shared_ptr<ServicePicture> propagationPicture(const CauseAnswer &answer, ServiceMapData map, const QFont &font)
{
    const auto picture = std::make_shared<ServicePicture>(map, ServiceColor::Errors, font);
    const auto &causes = answer.report().causes;
    double most = 1e-9;
    for (const rootcause::Cause &cause : causes)
        most = std::max(most, cause.score);
    for (std::uint32_t node = 0; node < map->map.services.size(); ++node)
        for (std::size_t i = 0; i < causes.size(); ++i)
            if (answer.report().services[causes[i].service] == map->name(map->map.services[node].service)) {
                QString note = CauseDesk::tr("%1.  %2").arg(i + 1).arg(answer.isRanking() ? text::number(causes[i].score, 3) : kindText(causes[i].kind));
                if (causes[i].explainedBy != rootcause::kNone)
                    note += CauseDesk::tr("  ·  explained by %1").arg(answer.service(causes[i].explainedBy));
                picture->annotate(node, note, causes[i].score / most);
            }
    return picture;
}

} // namespace causeway::views
