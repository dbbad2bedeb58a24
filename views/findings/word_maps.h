#pragma once
// A word map beneath each of the two heat maps. Both show the same words: those of the chosen cell, where it has none the ones
// that count most. They are there only where words are weighed, and of one height, so that the rows above stay side by side.

#include <QObject>

#include <memory>

#include "views/findings/heat_map_view.h"
#include "views/findings/word_map.h"

class QSplitter;

namespace causeway::views {

class WordMaps : public QObject {
    Q_OBJECT
public:
    // Puts each map into the splitter, with its words.
    WordMaps(HeatMapView &attention, HeatMapView &occlusion, QSplitter &into);

    void update(); // another map, or another cell is chosen
    [[nodiscard]] const HeatMap::Words *shown() const { return m_parts[0].words->words(); } // nullptr
    [[nodiscard]] WordMap &of(HeatMeasure measure) { return *m_parts[measure == HeatMeasure::Attention ? 0 : 1].words; }
    void setVisible(HeatMeasure measure, bool on); // the map with its words

Q_SIGNALS:
    void cellWanted(HeatCell cell, bool goThere); // of a pair that has words

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void arrange();
    void goBy(int pairs);

    struct Part {
        HeatMapView *map;
        QWidget *column;
        WordMap *words;
    };
    Part m_parts[2];
    QSplitter &m_splitter;
};

} // namespace causeway::views
