"""Where Super Mario Bros. and The Lost Levels keep what matters here, as RAM addresses."""

PLAYER_STATE = 0x0E  #: 8 normal, 6 dead, 11 dying, 0 to 5 and 7 in a transition
ENEMY_FLAGS = 0x0F  #: five slots: 0 where nothing is
ENEMY_TYPES = 0x16
ENEMY_STATES = 0x1E  #: bit 5 defeated, low bits 4 stomped
FLOAT_STATE = 0x1D  #: 0 on the ground, 1 jumping, 2 falling, 3 on the flagpole
PAGE = 0x6D  #: x in screens
X_ON_PAGE = 0x86
SCREEN_Y = 0xB5  #: 1 on the screen, 0 above, more below
AREA_DATA = 0xE7  #: two bytes: where the current area's layout lies; it names the area
Y_PIXEL = 0x3B8
SCROLL_LOCK = 0x723
CHANGE_AREA_TIMER = 0x6DE
POWER = 0x756  #: 0 small, 1 tall, 2 fire
LIVES = 0x75A  #: 2, 1, 0, and 255 when the game is over
STAGE = 0x75C  #: from 0
WORLD = 0x75F  #: from 0
AREA_NUMBER = 0x760
GAME_MODE = 0x770  #: 0 demo, 1 play, 2 end of a world, 3 game over
PRELEVEL_TIMER = 0x7A0
SCORE = 0x7DE  #: six decimal digits
COINS = 0x7ED  #: two
TIME = 0x7F8  #: three

ENEMIES = 0x15  #: enemy types below this are enemies; so are the next two
CANNON_BULLET = 0x33
SHELLED = 9  #: enemy types below this are stomped into the state 4
BOWSER, FLAG = 0x2D, 0x31  #: enemy types that mark the end of a level
