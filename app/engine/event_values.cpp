#include "app/engine/event_values.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <unordered_map>

#include "analysis/core/json_writer.h"
#include "analysis/core/parallel.h"
#include "app/engine/number_spread.h"
#include "storage/chunk_codec.h"
#include "storage/parameter_path.h"

namespace causeway::engine {

namespace {

struct NumericParameters {
    std::vector<std::uint32_t> which; // among the template's parameter tokens
    std::vector<templates::ParameterType> types;
    std::uint32_t all = 0;
    const storage::TemplateInfo *info = nullptr;
};

detect::ValueColumn columnOf(const templates::Token &token, std::uint32_t number)
{
    detect::ValueColumn column;
    column.name = token.text.empty() ? "parameter " + std::to_string(number + 1) : toValidUtf8(token.text);
    column.unit = token.type == templates::ParameterType::Duration ? detect::ValueColumn::Unit::Nanoseconds
                  : token.type == templates::ParameterType::Size   ? detect::ValueColumn::Unit::Bytes
                                                                   : detect::ValueColumn::Unit::None;
    column.whole = token.type == templates::ParameterType::Integer;
    return column;
}

NumericParameters describe(const storage::TemplateInfo &info, std::vector<detect::ValueColumn> &columns)
{
    NumericParameters out;
    out.info = &info;
    for (const templates::Token &token : info.tokens) {
        if (!token.parameter)
            continue;
        if (isNumeric(token.type) && !storage::isConstant(token)) {
            out.which.push_back(out.all);
            out.types.push_back(token.type);
            columns.push_back(columnOf(token, out.all));
        }
        ++out.all;
    }
    return out;
}

// An event of the set, by where it lies.
struct Place {
    std::uint32_t row = 0;
    std::size_t position = 0; // in the set
};

} // namespace

bool needsValues(const detect::DetectorInfo &detector) { return detector.needs.find("values") != std::string::npos; }

Result<void> addValues(storage::EventReader &reader, const storage::TemplateCatalog &catalog, detect::SequenceSet &sequences, unsigned threads, const Job &job)
{
    detect::EventValues &out = sequences.values;
    out = {};
    std::unordered_map<std::uint32_t, NumericParameters> numeric; // by key
    const storage::Snapshot &snapshot = reader.snapshot();
    std::vector<std::vector<Place>> places(snapshot.chunks.size());
    out.offsets.reserve(sequences.keys.size() + 1);
    for (std::size_t i = 0; i < sequences.keys.size(); ++i) {
        if (i % 65536 == 0 && job.isCancelled())
            return failure(cancelled());
        const auto [found, fresh] = numeric.try_emplace(sequences.keys[i]);
        if (fresh)
            if (const storage::TemplateInfo *info = catalog.find(TemplateId(sequences.keys[i]))) {
                std::vector<detect::ValueColumn> columns;
                found->second = describe(*info, columns);
                if (!columns.empty())
                    out.columns.emplace(sequences.keys[i], std::move(columns));
            }
        const std::size_t count = found->second.which.size();
        out.offsets.push_back(out.offsets.back() + count);
        const storage::ChunkInfo *chunk = count > 0 ? snapshot.chunkOf(sequences.events[i]) : nullptr;
        if (chunk != nullptr)
            places[static_cast<std::size_t>(chunk - snapshot.chunks.data())].push_back({static_cast<std::uint32_t>(sequences.events[i].value - chunk->first.value), i});
    }
    out.values.assign(out.offsets.back(), std::numeric_limits<double>::quiet_NaN());
    return parallelFor(places.size(), threads, job, [&](std::size_t c, unsigned) -> Result<void> {
        if (places[c].empty())
            return {};
        CAUSEWAY_ASSIGN(const auto text, reader.messages(c));
        std::vector<std::optional<std::vector<storage::ParameterPath>>> paths(text->shapes().size());
        std::string scratch;
        std::size_t done = 0;
        for (const Place &place : places[c]) {
            if (++done % 1024 == 0 && job.isCancelled())
                return failure(cancelled());
            if (place.row >= text->rows().timesNs.size())
                continue;
            const NumericParameters &of = numeric.find(sequences.keys[place.position])->second;
            const std::uint32_t local = text->localShape(place.row);
            auto &known = paths[local];
            if (!known)
                known = storage::parameterPaths(of.info->tokens, snapshot.shapes[text->shapes()[local].value]);
            if (known->size() != of.all)
                continue; // not written like the template: a person put it there
            double *values = out.values.data() + out.offsets[place.position];
            for (std::size_t k = 0; k < of.which.size(); ++k)
                if (const auto number = readNumber((*known)[of.which[k]].value(*text, local, text->shapeOrdinal(place.row), scratch), of.types[k]))
                    values[k] = *number;
        }
        return {};
    });
}

} // namespace causeway::engine
