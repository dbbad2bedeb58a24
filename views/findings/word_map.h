#pragma once
// The words of an event that a step looks back at, shaded by one measure, to look at and walk through. Keys: left, right, Home
// and End from word to word, Page up and Page down to the pair before and the next, Return goes to the line of the event.

#include <QAbstractScrollArea>

#include <memory>

#include "views/findings/word_map_painter.h"

namespace causeway::views {

class WordMap : public QAbstractScrollArea {
    Q_OBJECT
public:
    WordMap(HeatMeasure measure, QWidget *parent);

    // words: of that map, or nullptr. isChosen: they are those of the cell that is chosen in the map.
    void setWords(std::shared_ptr<const HeatMap> map, const HeatMap::Words *words, bool isChosen);
    [[nodiscard]] const HeatMap::Words *words() const { return m_words; }
    void setSide(int width); // of what stands left of the words
    [[nodiscard]] int wantedHeight() const; // all words seen at the present width
    [[nodiscard]] int leastHeight() const;
    [[nodiscard]] int current() const { return m_current; }
    void setCurrent(int word); // brought into view; tells nobody
    [[nodiscard]] std::optional<int> wordAt(const QPoint &position) const; // in the viewport
    [[nodiscard]] QRect wordRect(int word) const;
    [[nodiscard]] QString describe(int word) const; // both lines and the numbers; plain text

    [[nodiscard]] QSize sizeHint() const override { return {200, leastHeight()}; }
    [[nodiscard]] QSize minimumSizeHint() const override { return sizeHint(); }

Q_SIGNALS:
    void wordChosen();      // by mouse or key
    void pairWanted(int by); // so many on
    void activated();
    void widthChanged();

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    bool viewportEvent(QEvent *event) override;
    void changeEvent(QEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;

private:
    void arrange();
    [[nodiscard]] WordMapPainter painter() const;
    [[nodiscard]] QString aboutPair() const;

    HeatMeasure m_measure;
    std::shared_ptr<const HeatMap> m_map;
    const HeatMap::Words *m_words = nullptr;
    bool m_isChosen = false;
    int m_side = 160, m_current = 0;
    WordMapPainter::Layout m_layout;
};

} // namespace causeway::views
