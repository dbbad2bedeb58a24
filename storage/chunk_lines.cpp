#include "storage/chunk_codec.h"

#include <optional>

namespace causeway::storage {

namespace {

// Constant pieces of a text with kSlot in it: one more than slots.
std::vector<std::string_view> pieces(std::string_view text)
{
    std::vector<std::string_view> out;
    while (true) {
        const std::size_t at = text.find(templates::kSlot);
        out.push_back(text.substr(0, at));
        if (at == std::string_view::npos)
            return out;
        text.remove_prefix(at + 1);
    }
}

} // namespace

struct ChunkLines::Plan {
    struct FramePlan {
        const Frame *frame = nullptr;
        std::vector<std::string_view> pieces;
        std::vector<const Column *> columns;
        std::optional<decode::TimeParser> time;
    };
    struct ShapePlan {
        std::vector<std::string_view> pieces;
        std::vector<const Column *> columns;
    };
    const Snapshot *snapshot = nullptr;
    // By local number, made when a line asks for it: a single line needs one of each.
    std::vector<std::unique_ptr<FramePlan>> frames;
    std::vector<std::unique_ptr<ShapePlan>> shapes;

    FramePlan &frame(const ChunkText &text, std::size_t f)
    {
        if (frames[f])
            return *frames[f];
        auto plan = std::make_unique<FramePlan>();
        plan->frame = &snapshot->frames[text.frames()[f].value];
        plan->pieces = pieces(plan->frame->text);
        for (std::size_t k = 0; k < plan->frame->slots.size(); ++k)
            plan->columns.push_back(text.field(f, k));
        // A spec that this build cannot read leaves the time out; loadSnapshot() has refused such a frame.
        if (!plan->frame->timeSpec.empty())
            if (auto format = decode::TimeFormat::fromSpec(plan->frame->timeSpec))
                plan->time.emplace(*format, plan->frame->timeContext);
        return *(frames[f] = std::move(plan));
    }
    const ShapePlan &shape(const ChunkText &text, std::size_t s)
    {
        if (shapes[s])
            return *shapes[s];
        const templates::Shape &shape = snapshot->shapes[text.shapes()[s].value];
        auto plan = std::make_unique<ShapePlan>();
        plan->pieces = pieces(shape.text);
        for (std::size_t k = 0; k < shape.slots.size(); ++k)
            plan->columns.push_back(&text.parameter(s, k));
        return *(shapes[s] = std::move(plan));
    }
};

ChunkLines::ChunkLines(std::shared_ptr<const ChunkText> text, const Snapshot &snapshot) : m_text(std::move(text)), m_plan(std::make_unique<Plan>())
{
    m_plan->snapshot = &snapshot;
    m_plan->frames.resize(m_text->frames().size());
    m_plan->shapes.resize(m_text->shapes().size());
}

ChunkLines::~ChunkLines() = default;

void ChunkLines::append(std::uint32_t row, std::string &out, LineLayout *layout)
{
    const std::size_t start = out.size();
    const auto offset = [&] { return static_cast<std::uint32_t>(out.size() - start); };
    Plan::FramePlan &frame = m_plan->frame(*m_text, m_text->localFrame(row));
    const std::uint32_t ordinal = m_text->frameOrdinal(row);
    if (layout != nullptr) {
        layout->fields.clear();
        layout->slots.clear();
        layout->contentBegin = layout->contentEnd = 0;
    }
    for (std::size_t k = 0; k < frame.columns.size(); ++k) {
        out.append(frame.pieces[k]);
        const std::uint32_t begin = offset();
        const Frame::Slot &slot = frame.frame->slots[k];
        if (frame.columns[k] != nullptr)
            out.append(frame.columns[k]->at(ordinal));
        else if (slot.role == Role::Content) {
            const Plan::ShapePlan &shape = m_plan->shape(*m_text, m_text->localShape(row));
            const std::uint32_t i = m_text->shapeOrdinal(row);
            for (std::size_t p = 0; p < shape.columns.size(); ++p) {
                out.append(shape.pieces[p]);
                const std::uint32_t from = offset();
                out.append(shape.columns[p]->at(i));
                if (layout != nullptr)
                    layout->slots.emplace_back(from, offset());
            }
            out.append(shape.pieces.back());
        } else if (frame.time)
            frame.time->render(TimePoint{m_text->rows().timesNs[row]}, out);
        if (layout != nullptr) {
            layout->fields.push_back({slot.role, slot.name, begin, offset()});
            if (slot.role == Role::Content) {
                layout->contentBegin = begin;
                layout->contentEnd = offset();
            }
        }
    }
    out.append(frame.pieces.back());
    if (m_text->hasContinuations())
        out.append(m_text->continuation(row));
}

} // namespace causeway::storage
