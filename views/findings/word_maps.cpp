#include "views/findings/word_maps.h"

#include <QEvent>
#include <QSplitter>
#include <QVBoxLayout>

#include <algorithm>

namespace causeway::views {

WordMaps::WordMaps(HeatMapView &attention, HeatMapView &occlusion, QSplitter &into) : QObject(&into), m_splitter(into)
{
    for (const auto &[i, map] : {std::pair{0, &attention}, {1, &occlusion}}) {
        auto *column = new QWidget(&into);
        m_parts[i] = {map, column, new WordMap(map->measure(), column)};
        auto *layout = new QVBoxLayout(column);
        layout->setContentsMargins(0, 0, 0, 0);
        layout->setSpacing(0);
        layout->addWidget(map, 1);
        layout->addWidget(m_parts[i].words);
        m_parts[i].words->hide();
        into.addWidget(column);
    }
    for (const Part &part : m_parts) {
        WordMap *other = m_parts[&part == m_parts ? 1 : 0].words;
        connect(part.map, &HeatMapView::sideChanged, part.words, [part] { part.words->setSide(part.map->side()); });
        connect(part.map, &HeatMapView::sideChanged, this, &WordMaps::arrange, Qt::QueuedConnection);
        connect(part.words, &WordMap::widthChanged, this, &WordMaps::arrange, Qt::QueuedConnection);
        connect(part.words, &WordMap::wordChosen, other, [part, other] { other->setCurrent(part.words->current()); });
        connect(part.words, &WordMap::pairWanted, this, &WordMaps::goBy);
        connect(part.words, &WordMap::activated, this, [this] {
            if (shown() != nullptr)
                Q_EMIT cellWanted({shown()->row, shown()->column}, true);
        });
    }
    into.installEventFilter(this);
}

void WordMaps::update()
{
    const std::shared_ptr<const HeatMap> &map = m_parts[0].map->map();
    const auto cell = m_parts[0].map->current();
    const HeatMap::Words *own = cell && cell->column ? map->wordsOf(cell->row, *cell->column) : nullptr;
    const HeatMap::Words *words = own != nullptr || !cell ? own : map->strongestWords(cell->row);
    for (const Part &part : m_parts) {
        part.words->setSide(part.map->side());
        part.words->setWords(map, words, own != nullptr);
        part.words->setVisible(words != nullptr);
    }
    arrange();
}

void WordMaps::setVisible(HeatMeasure measure, bool on) { m_parts[measure == HeatMeasure::Attention ? 0 : 1].column->setVisible(on); }

void WordMaps::goBy(int pairs)
{
    const std::vector<HeatMap::Words> &all = m_parts[0].map->map()->words();
    const auto at = std::clamp<std::ptrdiff_t>(shown() - all.data() + pairs, 0, static_cast<std::ptrdiff_t>(all.size()) - 1);
    const HeatMap::Words &to = all[static_cast<std::size_t>(at)];
    if (&to != shown() || m_parts[0].map->current() != std::optional(HeatCell{to.row, to.column}))
        Q_EMIT cellWanted({to.row, to.column}, false);
}

void WordMaps::arrange()
{
    if (shown() == nullptr)
        return;
    int height = 0;
    for (const Part &part : m_parts)
        if (!part.column->isHidden())
            height = std::max(height, part.words->wantedHeight());
    // Most of the room is for the maps.
    height = std::clamp(height, m_parts[0].words->leastHeight(), std::max(m_parts[0].words->leastHeight(), m_splitter.height() * 2 / 5));
    for (const Part &part : m_parts)
        part.words->setFixedHeight(height);
}

bool WordMaps::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::Resize)
        QMetaObject::invokeMethod(this, &WordMaps::arrange, Qt::QueuedConnection);
    return QObject::eventFilter(watched, event);
}

} // namespace causeway::views
